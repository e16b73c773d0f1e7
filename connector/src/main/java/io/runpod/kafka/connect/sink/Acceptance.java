package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.JobBody;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.api.RunBody;
import io.runpod.kafka.connect.api.UnreadableAnswer;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes the ledger entry of a job that RunPod accepted. Owned by the engine's thread. */
final class Acceptance {
  private final Entries entries;
  private final int inlineMaxBytes;
  private final int maxEntryBytes;

  /**
   * What an answer says.
   *
   * @param end how the job ended, if it did before the answer
   */
  record Accepted(LedgerEntry entry, Optional<JobAnswer> end) {}

  Acceptance(SinkSettings settings, Entries entries) {
    this.entries = entries;
    this.inlineMaxBytes = settings.runsync().inlineMaxBytes();
    this.maxEntryBytes = settings.ledger().maxEntryBytes();
  }

  /**
   * @param body of the answer to the submit; it may end in the middle
   * @throws UnreadableAnswer if no job ID is in it
   */
  Accepted of(Submission submission, byte[] body) throws UnreadableAnswer {
    JobId job = RunBody.parse(body);
    LedgerEntry.Submitted submitted = entries.submitted(submission, job);
    Optional<JobAnswer> end =
        submission.operation() == Operation.RUNSYNC ? end(body) : Optional.empty();
    return new Accepted(end.isPresent() ? finished(submitted, body) : submitted, end);
  }

  /** A job whose state cannot be made out has an ID at least: it is polled. */
  private static Optional<JobAnswer> end(byte[] body) {
    try {
      return Optional.of(JobBody.parse(body)).filter(answer -> answer.status().terminal());
    } catch (UnreadableAnswer idAlone) {
      return Optional.empty();
    }
  }

  private LedgerEntry finished(LedgerEntry.Submitted submitted, byte[] body) {
    if (body.length > inlineMaxBytes) {
      return new LedgerEntry.Finished(submitted, Optional.empty());
    }
    LedgerEntry.Finished whole =
        new LedgerEntry.Finished(submitted, Optional.of(new String(body, StandardCharsets.UTF_8)));
    return LedgerWriter.sizeOf(whole) <= maxEntryBytes ? whole : whole.withoutStatus();
  }
}
