package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.ledger.LedgerSettings;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads again what Kafka does not answer, for a minute; then the task cannot go on. Blocks the
 * thread it is called on, until that is interrupted.
 */
final class LedgerPatience {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerPatience.class);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Queue<Outcome> outbox;

  /** Something that may fail while Kafka does not answer. */
  interface Look {
    void look() throws InterruptedException;
  }

  /**
   * @param outbox learns that the task cannot go on, if that is so
   */
  LedgerPatience(Queue<Outcome> outbox) {
    this.outbox = outbox;
  }

  /** Returns when the look has succeeded, or in vain. */
  void look(Look look) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        look.look();
        return;
      } catch (InterruptedException | InterruptException stopped) {
        return;
      } catch (RuntimeException e) {
        if (!(e instanceof KafkaException) || System.nanoTime() - deadline > 0) {
          outbox.add(new Outcome.Failed(failure(e)));
          return;
        }
        LOG.warn("what was submitted before cannot be found out yet: {}", e.getMessage());
      }
      try {
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  private static ConnectException failure(RuntimeException cause) {
    return new ConnectException(
        LedgerSettings.BOOTSTRAP_SERVERS
            + ": the ledger cannot be read, so it is unknown what was submitted before: "
            + cause.getMessage(),
        cause);
  }
}
