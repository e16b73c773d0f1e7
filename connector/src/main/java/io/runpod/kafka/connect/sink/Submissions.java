package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.flow.Backoff;
import io.runpod.kafka.connect.flow.Patience;
import io.runpod.kafka.connect.flow.SubmitQueue;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * What an engine was given and has not ended: what waits, by kind, what is open at RunPod or the
 * ledger, and what was revoked meanwhile. Owned by the engine's thread; all times are ns of one
 * monotonic clock.
 */
final class Submissions<K> {
  private final Ports ports;
  private final Counters counters;
  private final Backoff backoff;
  private final Appends appends;
  private final SubmitQueue<Submission, K> queue;
  private final OpenWork open = new OpenWork();

  /**
   * @param kindOf whose budget a submission waits for
   */
  Submissions(Ports ports, Counters counters, Backoff backoff, Function<Submission, K> kindOf) {
    this.ports = ports;
    this.counters = counters;
    this.backoff = backoff;
    this.appends = new Appends(ports);
    this.queue = new SubmitQueue<>(Submission::lane, kindOf);
  }

  /** Takes what concerns no answer: more to do, or an end to it. */
  void handle(EngineEvent event) {
    if (event instanceof EngineEvent.Offered offered) {
      offered.batch().forEach(queue::add);
    } else if (event instanceof EngineEvent.Revoked revoked) {
      queue.forget(submission -> revoked.assignments().contains(submission.assignment()));
      open.revoke(revoked.assignments(), revoked.settled());
    } else if (event instanceof EngineEvent.Stopping stopping) {
      queue.forget(submission -> true);
      open.revokeAll(stopping.settled());
    } else {
      throw new IllegalStateException("unknown event " + event);
    }
  }

  /** Tells those who wait for work that has ended. To be called when an event is handled whole. */
  void tellSettled() {
    open.tellSettled();
  }

  /** What {@link #next} would take. */
  Optional<Submission> first(K kind, long now) {
    return queue.first(kind, now);
  }

  /** Takes the next of a kind; there is one. */
  Submission next(K kind, long now) {
    return queue.next(kind, now).orElseThrow();
  }

  boolean isRevoked(Submission submission) {
    return open.isRevoked(submission.assignment());
  }

  /** A call is to be sent later; the submission is open until {@link #close}. */
  void callLater(Submission submission) {
    open.begin(submission.assignment());
  }

  /** Sends a call; the submission is open until {@link #close}. */
  void call(Submission submission, Call call) {
    open.begin(submission.assignment());
    var unused =
        ports
            .runpod()
            .apply(call)
            .thenAccept(
                answer -> ports.mailbox().add(new EngineEvent.Answered(submission, answer)));
  }

  /** Appends to the ledger; the submission is open until {@link #close}. */
  void append(Submission submission, LedgerEntry entry, long now) {
    open.begin(submission.assignment());
    appends.append(submission, entry, now);
  }

  /** Appends another entry in the place of one that the ledger did not take. */
  void appendInstead(EngineEvent.Appended failed, LedgerEntry entry) {
    appends.appendInstead(failed, entry);
  }

  /**
   * Appends the same entry a while later: the submission stays open.
   *
   * @return why the task should rather fail, if waiting will not help
   */
  Optional<ConnectException> appendAgain(EngineEvent.Appended failed, long now) {
    counters.appendsRepeated.incrementAndGet();
    Optional<ConnectException> hopeless = Appends.hopeless(failed);
    appends.repeat(failed, now);
    return hopeless;
  }

  /** Appends again what is due. */
  void sendDue(long now) {
    appends.sendDue(now);
  }

  /** True while the ledger does not take entries that it was given a while ago. */
  boolean ledgerIsLate(long now) {
    return appends.late(now);
  }

  /** Says so in the log when that begins, and when it has ended. */
  void tellWhetherLedgerIsLate(long now) {
    appends.tellWhetherLate(now);
  }

  /** One call has ended, with all that came of it. */
  void close(Submission submission) {
    open.end(submission.assignment());
  }

  /** One append has ended, with all that came of it. */
  void close(EngineEvent.Appended appended) {
    appends.ended(appended);
    close(appended.submission());
  }

  /**
   * RunPod did nothing and may be asked again. Its gate is as slow as RunPod wishes where requests
   * were too many; a server that cannot answer speaks for itself, others may.
   */
  void later(Submission submission, Fate.Retry retry, SendGate gate, long now) {
    // sooner than it is anyway is no wish
    Optional<Duration> wish =
        ports.wish(retry.retryAfter()).filter(time -> time.compareTo(backoff.first()) >= 0);
    if (retry.throttled()) {
      counters.throttled.incrementAndGet();
      gate.throttled(now);
      wish.ifPresent(time -> gate.quiet(now + backoff.delay(1, wish, ports.random()).toNanos()));
    }
    again(submission, retry.reason(), wish, now);
  }

  /** The endpoint refuses every call: this one may be among those that are tried again. */
  void probe(Submission submission, String reason, long now) {
    again(submission, reason, Optional.of(Patience.PROBE_INTERVAL), now);
  }

  /** Puts a submission back, unless it is revoked. */
  void again(Submission submission, String reason, Optional<Duration> wish, long now) {
    if (isRevoked(submission)) {
      queue.release(submission);
      return;
    }
    counters.retried.incrementAndGet();
    Duration wait = backoff.delay(Math.max(1, submission.attempts()), wish, ports.random());
    RetryLog.tell(submission, wait, reason);
    queue.retry(submission, now + wait.toNanos());
  }

  /** Ends a submission whose entry was appended at this time, in epoch ms. */
  void recorded(Submission submission, long appendedAt) {
    queue.release(submission);
    ports.outbox().add(new Outcome.Recorded(submission, appendedAt));
  }

  /** Ends a submission that will never become anything. */
  void rejected(Submission submission, String reason) {
    queue.release(submission);
    ports.outbox().add(new Outcome.Rejected(submission, reason, false));
  }

  /** Ends a submission of which it is not known whether it became something, and never will be. */
  void leftInDoubt(Submission submission, String reason) {
    queue.release(submission);
    ports.outbox().add(new Outcome.Rejected(submission, reason, true));
  }

  /** Ends a submission that is somebody else's now. */
  void leave(Submission submission) {
    queue.release(submission);
  }

  /** How long there is nothing to append or to put back; at most {@code longest}. */
  long nanosToNext(long now, long longest) {
    long wait = appends.nanosToNext(now, longest);
    return queue.nextDue().isPresent() ? Math.min(wait, queue.nextDue().getAsLong() - now) : wait;
  }
}
