package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.JobBody;
import io.runpod.kafka.connect.api.UnreadableAnswer;
import io.runpod.kafka.connect.job.JobAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what the ledger kept of an answer about a job. */
final class KeptStatus {
  private static final Logger LOG = LoggerFactory.getLogger(KeptStatus.class);

  private KeptStatus() {}

  /** The answer; nothing if none was kept or it says nothing. */
  static Optional<JobAnswer> of(Optional<String> body) {
    if (body.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(JobBody.parse(body.get().getBytes(StandardCharsets.UTF_8)));
    } catch (UnreadableAnswer e) {
      LOG.debug("a status kept in the ledger cannot be read", e);
      return Optional.empty();
    }
  }
}
