package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.command.CommandStep;
import io.runpod.kafka.connect.flow.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sends the calls of commands: at once, or when the server wants to be asked again that left a
 * command in doubt. What waits for that is open like a call, so that its partition is not given
 * away before the ledger has the doubt. Owned by the engine's thread; times are ns of one monotonic
 * clock.
 */
final class CommandCalls {
  /** As long as a poll waits; the source leaves the job alone for a minute, and no longer. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final CommandGates gates;
  private final Submissions<?> work;
  private final Backoff backoff;
  private final Ports ports;
  private final List<Later> later = new ArrayList<>();

  private record Later(Submission submission, Call call, long at) {}

  /**
   * @param backoff caps what servers wish as well
   */
  CommandCalls(CommandGates gates, Submissions<?> work, Backoff backoff, Ports ports) {
    this.gates = gates;
    this.work = work;
    Duration cap = backoff.cap().compareTo(LONGEST_WAIT) < 0 ? backoff.cap() : LONGEST_WAIT;
    this.backoff = new Backoff(backoff.first(), cap);
    this.ports = ports;
  }

  /** Returns false if the call is not to be sent any more. */
  boolean send(Submission submission, CommandStep.Send send, long now) {
    if (!maySend(submission, now)) {
      return false;
    }
    Optional<Duration> wish = ports.wish(send.retryAfter());
    if (wish.isEmpty()) {
      work.call(submission, send.call().decidedAt(now));
    } else {
      long wait = backoff.delay(1, wish, ports.random()).toNanos();
      later.add(new Later(submission, send.call(), now + wait));
      work.callLater(submission);
    }
    return true;
  }

  /**
   * Sends what has waited long enough.
   *
   * @param withheld takes what is not to be sent any more
   */
  void sendDue(long now, Consumer<Submission> withheld) {
    List<Later> due =
        later.stream()
            .filter(next -> now - next.at >= 0 || work.isRevoked(next.submission))
            .toList();
    later.removeAll(due);
    for (Later next : due) {
      if (maySend(next.submission, now)) {
        work.call(next.submission, next.call.decidedAt(now));
      } else {
        withheld.accept(next.submission);
      }
      work.close(next.submission);
    }
  }

  private boolean maySend(Submission submission, long now) {
    return gates.of(CommandGates.operation(submission)).open(now) && !work.isRevoked(submission);
  }

  /** How long there is nothing to send; at most {@code longest}. */
  long nanosToNext(long now, long longest) {
    long wait = longest;
    for (Later next : later) {
      wait = Math.min(wait, next.at - now);
    }
    return wait;
  }
}
