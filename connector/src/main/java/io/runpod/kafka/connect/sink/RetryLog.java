package io.runpod.kafka.connect.sink;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log says of records that are sent again: of most of them nothing, at INFO. */
final class RetryLog {
  private static final Logger LOG = LoggerFactory.getLogger(RetryLog.class);

  /** A record that was sent so often, and each hundred times more, is worth a warning. */
  private static final int STUBBORN = 10;

  private static final int EACH = 100;

  private RetryLog() {}

  static void tell(Submission submission, Duration wait, String reason) {
    int attempts = submission.attempts();
    if (attempts % EACH == STUBBORN) {
      LOG.warn(
          "record={} was sent {} times and is tried on; the offset stays behind it: {}",
          submission,
          attempts,
          reason);
    } else {
      LOG.debug(
          "record={} attempt={} again in {} ms: {}", submission, attempts, wait.toMillis(), reason);
    }
  }
}
