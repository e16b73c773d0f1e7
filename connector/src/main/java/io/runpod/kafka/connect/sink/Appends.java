package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.flow.Backoff;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Appends to the ledger until it acknowledges. An accepted job that is written down twice does no
 * harm; one that is written down nowhere is lost. Owned by the engine's thread.
 */
final class Appends {
  private final Ports ports;
  private final Backoff backoff;
  private final PriorityQueue<Repeat> repeats =
      new PriorityQueue<>((a, b) -> Long.compare(a.at - b.at, 0));

  private record Repeat(EngineEvent.Appended failed, long at) {}

  Appends(Ports ports, Backoff backoff) {
    this.ports = ports;
    this.backoff = backoff;
  }

  /** Appends; the acknowledgement, or the lack of it, comes in through the mailbox. */
  void append(Submission submission, LedgerEntry entry) {
    append(submission, entry, 1);
  }

  private void append(Submission submission, LedgerEntry entry, int attempt) {
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
                                attempt,
                                Optional.ofNullable(position),
                                Optional.ofNullable(failure))));
  }

  /** Appends the same again, a while later. */
  void repeat(EngineEvent.Appended failed, long now) {
    long wait = backoff.delay(failed.attempt(), Optional.empty(), ports.random()).toNanos();
    repeats.add(new Repeat(failed, now + wait));
  }

  /** Appends again what is due. */
  void sendDue(long now) {
    while (!repeats.isEmpty() && repeats.peek().at - now <= 0) {
      EngineEvent.Appended failed = repeats.poll().failed;
      append(failed.submission(), failed.entry(), failed.attempt() + 1);
    }
  }

  /** Nanoseconds until something is due, at most {@code longest}. */
  long nanosToNext(long now, long longest) {
    return repeats.isEmpty() ? longest : Math.min(longest, repeats.peek().at - now);
  }
}
