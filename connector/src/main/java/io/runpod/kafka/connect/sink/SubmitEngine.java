package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.Fates;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.api.RetryAfter;
import io.runpod.kafka.connect.api.RunBody;
import io.runpod.kafka.connect.api.UnreadableAnswer;
import io.runpod.kafka.connect.flow.Pace;
import io.runpod.kafka.connect.flow.SubmitQueue;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import io.runpod.kafka.connect.sink.SinkSettings.InDoubtPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits: decides what is sent when, and what comes of each answer. Owned by one thread, but for
 * {@link #maySendUntil}; HTTP answers and ledger acknowledgements come back through the mailbox.
 *
 * <pre>
 *   queue ──► [park: intent] ──► POST ──done──► ledger ──► Recorded
 *     ▲                           │
 *     └──── retry, in doubt ◄─────┴── reject, parked ──► Rejected
 * </pre>
 *
 * A slot is held from the intent or POST to the answer: neither the ledger's acknowledgement nor
 * the wait for a retry takes one.
 */
final class SubmitEngine {
  private static final Logger LOG = LoggerFactory.getLogger(SubmitEngine.class);
  private static final long LONGEST_WAIT = Duration.ofSeconds(1).toNanos();
  private static final long LEASE_CHECK = Duration.ofMillis(100).toNanos();
  private static final int HOPELESS_APPENDS = 3;

  private final SinkSettings settings;
  private final Ports ports;
  private final Counters counters;
  private final Appends appends;
  private final SubmitQueue<Submission> queue = new SubmitQueue<>(Submission::lane);
  private final OpenWork open = new OpenWork();
  private final Pace pace;
  private volatile long sendUntil;
  private int inFlight;
  private boolean failed;

  SubmitEngine(SinkSettings settings, Ports ports, Counters counters, long now) {
    this.settings = settings;
    this.ports = ports;
    this.counters = counters;
    this.appends = new Appends(ports, settings.backoff());
    this.pace = new Pace((double) settings.runLimitPer10s() / settings.taskCount(), now);
    this.sendUntil = now;
  }

  /** Lets the engine send until {@code time}, by the clock of the other methods. Any thread. */
  void maySendUntil(long time) {
    sendUntil = time;
  }

  /** Takes one event from the mailbox. */
  void handle(EngineEvent event, long now) {
    if (event instanceof EngineEvent.Offered offered) {
      offered.batch().forEach(queue::add);
    } else if (event instanceof EngineEvent.Answered answered) {
      inFlight--;
      answered(answered.submission(), answered.answer(), now);
      open.end(answered.submission().assignment());
    } else if (event instanceof EngineEvent.Appended appended) {
      appended(appended, now);
    } else if (event instanceof EngineEvent.Revoked revoked) {
      queue.forget(submission -> revoked.assignments().contains(submission.assignment()));
      open.revoke(revoked.assignments(), revoked.settled());
    } else if (event instanceof EngineEvent.Stopping stopping) {
      queue.forget(submission -> true);
      open.revokeAll(stopping.settled());
    } else {
      throw new IllegalStateException("unknown event " + event);
    }
    open.tellSettled();
  }

  /** Sends what may be sent now. */
  void send(long now) {
    appends.sendDue(now);
    while (maySend(now)
        && inFlight < settings.maxInFlight()
        && queue.hasNext(now)
        && pace.tryTake(now)) {
      Submission next = queue.next(now).orElseThrow();
      inFlight++;
      if (settings.inDoubt() == InDoubtPolicy.PARK) {
        append(next, new LedgerEntry.Intent(settings.connector(), next.request(), instant()));
      } else {
        post(next);
      }
    }
  }

  /** How long nothing will have to be done unless an event comes. */
  long nanosToNext(long now) {
    long wait = appends.nanosToNext(now, LONGEST_WAIT);
    if (queue.nextDue().isPresent()) {
      wait = Math.min(wait, queue.nextDue().getAsLong() - now);
    }
    if (queue.hasNext(now) && inFlight < settings.maxInFlight()) {
      wait = Math.min(wait, maySend(now) ? pace.nanosToNext(now) : LEASE_CHECK);
    }
    return Math.max(0, wait);
  }

  private boolean maySend(long now) {
    return !failed && now - sendUntil < 0;
  }

  private void post(Submission submission) {
    open.begin(submission.assignment());
    submission.countAttempt();
    var unused =
        ports
            .runpod()
            .apply(Call.run(submission.body()))
            .thenAccept(
                answer -> ports.mailbox().add(new EngineEvent.Answered(submission, answer)));
  }

  private void answered(Submission submission, Answer answer, long now) {
    Fate fate = Fates.of(Operation.RUN, answer);
    if (fate instanceof Fate.Done done) {
      accepted(submission, done.body(), now);
    } else if (fate instanceof Fate.Retry retry) {
      refused(submission);
      slowDown(retry, now);
      again(submission, retryAfter(retry), now);
    } else if (fate instanceof Fate.Reject reject) {
      refused(submission);
      reject(submission, reject.reason());
    } else if (fate instanceof Fate.Fatal fatal) {
      refused(submission);
      fail(new ConnectException(fatal.message()));
    } else if (fate instanceof Fate.InDoubt inDoubt) {
      inDoubt(submission, inDoubt.reason(), now);
    } else {
      throw new IllegalStateException("no fate of a submit: " + fate);
    }
  }

  private void accepted(Submission submission, byte[] body, long now) {
    try {
      append(
          submission,
          new LedgerEntry.Submitted(
              RunBody.parse(body),
              settings.endpoint().endpointId(),
              settings.connector(),
              submission.request(),
              instant(),
              submission.headers()));
    } catch (UnreadableAnswer e) {
      inDoubt(submission, e.getMessage(), now);
    }
  }

  private void inDoubt(Submission submission, String reason, long now) {
    counters.inDoubt.incrementAndGet();
    if (settings.inDoubt() == InDoubtPolicy.PARK) {
      reject(submission, "in doubt, RunPod may have accepted the job: " + reason);
    } else {
      again(submission, Optional.empty(), now);
    }
  }

  /** With intents written down, a definite no is written down too. */
  private void refused(Submission submission) {
    if (settings.inDoubt() == InDoubtPolicy.PARK) {
      append(
          submission,
          new LedgerEntry.Refused(settings.connector(), submission.request(), instant()));
    }
  }

  private void slowDown(Fate.Retry retry, long now) {
    if (retry.throttled()) {
      counters.throttled.incrementAndGet();
      pace.throttled(now);
    }
    Optional<Duration> wait = retryAfter(retry);
    if (wait.isPresent()) {
      pace.quiet(now + settings.backoff().delay(1, wait, ports.random()).toNanos());
    }
  }

  private Optional<Duration> retryAfter(Fate.Retry retry) {
    return retry.retryAfter().flatMap(header -> RetryAfter.parse(header, instant()));
  }

  private void again(Submission submission, Optional<Duration> retryAfter, long now) {
    if (open.isRevoked(submission.assignment())) {
      return;
    }
    counters.retried.incrementAndGet();
    Duration wait = settings.backoff().delay(submission.attempts(), retryAfter, ports.random());
    LOG.debug("submit of {} is tried again in {} ms", submission, wait.toMillis());
    queue.retry(submission, now + wait.toNanos());
  }

  private void reject(Submission submission, String reason) {
    queue.release(submission);
    ports.outbox().add(new Outcome.Rejected(submission, reason));
  }

  private void append(Submission submission, LedgerEntry entry) {
    open.begin(submission.assignment());
    appends.append(submission, entry);
  }

  private void appended(EngineEvent.Appended appended, long now) {
    Submission submission = appended.submission();
    if (appended.entry() instanceof LedgerEntry.Submitted) {
      if (appended.position().isEmpty()) {
        notRecorded(appended, now);
        return;
      }
      counters.submitted.incrementAndGet();
      queue.release(submission);
      ports.outbox().add(new Outcome.Recorded(submission, appended.position().get().timestamp()));
    } else if (appended.entry() instanceof LedgerEntry.Intent) {
      intentWritten(submission, appended.position().isPresent(), now);
    }
    open.end(submission.assignment());
  }

  private void intentWritten(Submission submission, boolean written, long now) {
    boolean may = maySend(now) && !open.isRevoked(submission.assignment());
    if (written && may) {
      post(submission);
      return;
    }
    inFlight--;
    if (written) {
      refused(submission);
    }
    again(submission, Optional.empty(), now);
  }

  /**
   * RunPod has the job, the ledger has not: it is written again and again, never submitted again.
   */
  private void notRecorded(EngineEvent.Appended appended, long now) {
    Throwable cause = appended.failure().orElseThrow();
    counters.appendsRepeated.incrementAndGet();
    LOG.warn(
        "ledger does not take job {} of {}, attempt {}: {}",
        appended.entry().key(),
        appended.submission(),
        appended.attempt(),
        cause.getMessage());
    if (!(cause instanceof RetriableException) && appended.attempt() == HOPELESS_APPENDS) {
      fail(
          new ConnectException(
              LedgerSettings.TOPIC
                  + ": the ledger does not take that job "
                  + appended.entry().key()
                  + " was accepted: "
                  + cause.getMessage(),
              cause));
    }
    appends.repeat(appended, now);
  }

  private void fail(ConnectException reason) {
    failed = true;
    ports.outbox().add(new Outcome.Failed(reason));
  }

  private Instant instant() {
    return ports.clock().instant();
  }
}
