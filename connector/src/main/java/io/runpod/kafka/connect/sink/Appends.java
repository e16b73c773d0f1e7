package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.flow.Backoff;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends to the ledger. That a job was accepted is appended until it is acknowledged: written down
 * twice it does no harm, written down nowhere it is lost. Owned by the engine's thread.
 */
final class Appends {
  private static final Logger LOG = LoggerFactory.getLogger(Appends.class);
  private static final int HOPELESS = 3;

  /**
   * Not that of calls to RunPod, which may wait for long: nothing is submitted until the ledger has
   * the entry. Its producer spares the brokers by itself.
   */
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5));

  private final Ports ports;
  private final Unacknowledged unacknowledged = new Unacknowledged();
  private final PriorityQueue<Repeat> repeats =
      new PriorityQueue<>((a, b) -> Long.compare(a.at - b.at, 0));

  private record Repeat(EngineEvent.Appended failed, long at) {}

  Appends(Ports ports) {
    this.ports = ports;
  }

  /** Appends; the acknowledgement, or the lack of it, comes in through the mailbox. */
  void append(Submission submission, LedgerEntry entry, long now) {
    append(submission, entry, unacknowledged.begin(now));
  }

  /** Appends another entry in the place of one that the ledger, which is well, did not take. */
  void appendInstead(EngineEvent.Appended failed, LedgerEntry entry) {
    append(failed.submission(), entry, failed.one());
  }

  private void append(Submission submission, LedgerEntry entry, Unacknowledged.One one) {
    var unused =
        ports
            .ledger()
            .apply(entry)
            .whenComplete(
                (position, failure) ->
                    ports
                        .mailbox()
                        .add(
                            new EngineEvent.Appended(
                                submission,
                                entry,
                                one,
                                Optional.ofNullable(position),
                                Optional.ofNullable(failure).map(Appends::cause))));
  }

  /** An append that is made of several, as that of a purge, wraps why it failed. */
  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** Appends the same again, a while later. */
  void repeat(EngineEvent.Appended failed, long now) {
    long wait = BACKOFF.delay(failed.attempt(), Optional.empty(), ports.random()).toNanos();
    unacknowledged.again(failed.one());
    repeats.add(new Repeat(failed, now + wait));
  }

  /** An entry that was too large, without what can be read elsewhere; nothing if it needs all. */
  static Optional<LedgerEntry> lighter(EngineEvent.Appended failed) {
    return failed.entry() instanceof LedgerEntry.Finished finished
            && finished.status().isPresent()
            && failed.failure().orElseThrow() instanceof RecordTooLargeException
        ? Optional.of(finished.withoutStatus())
        : Optional.empty();
  }

  /** Why the task should rather fail than append again: nothing if waiting may help. */
  static Optional<ConnectException> hopeless(EngineEvent.Appended failed) {
    Throwable cause = failed.failure().orElseThrow();
    LOG.warn(
        "ledger did not take entry={} of {}, attempt={}: {}",
        failed.entry().key(),
        failed.submission(),
        failed.attempt(),
        cause.getMessage());
    if (cause instanceof RetriableException || failed.attempt() < HOPELESS) {
      return Optional.empty();
    }
    return Optional.of(
        new ConnectException(
            LedgerSettings.TOPIC
                + ": the ledger does not take entry "
                + failed.entry().key()
                + " of "
                + failed.submission()
                + ": "
                + cause.getMessage(),
            cause));
  }

  /** Appends again what is due. */
  void sendDue(long now) {
    while (!repeats.isEmpty() && repeats.peek().at - now <= 0) {
      EngineEvent.Appended failed = repeats.poll().failed;
      append(failed.submission(), failed.entry(), failed.one());
    }
  }

  /** The entry is in the ledger, or need not be. */
  void ended(EngineEvent.Appended appended) {
    unacknowledged.end(appended.one());
  }

  /** True while the ledger does not take entries that it was given a while ago. */
  boolean late(long now) {
    return unacknowledged.tooLong(now);
  }

  /** Says so in the log when that begins, and when it has ended. */
  void tellWhetherLate(long now) {
    unacknowledged.tell(now);
  }

  /** Nanoseconds until something is due, at most {@code longest}. */
  long nanosToNext(long now, long longest) {
    return repeats.isEmpty() ? longest : Math.min(longest, repeats.peek().at - now);
  }
}
