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
import io.runpod.kafka.connect.metrics.Metrics;
import io.runpod.kafka.connect.sink.SinkSettings.InDoubtPolicy;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits: decides what is sent when, and what comes of each answer. Owned by one thread; HTTP
 * answers and ledger acknowledgements come back to it through the mailbox.
 *
 * <pre>
 *   queue ──► [park: intent] ──► POST ──done──► ledger ──► Recorded
 *     ▲                           │
 *     └──── retry, in doubt ◄─────┴── reject, parked ──► Rejected
 * </pre>
 *
 * A slot is held from the intent or POST to the answer: neither the ledger's acknowledgement nor
 * the wait for a retry takes one. All times are ns of one monotonic clock.
 */
final class SubmitEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(SubmitEngine.class);
  private static final long LONGEST_WAIT = Duration.ofSeconds(1).toNanos();

  private final SinkSettings settings;
  private final Ports ports;
  private final Counters counters;
  private final Entries entries;
  private final Appends appends;
  private final SendGate gate;
  private final AdmissionControl admission;
  private final boolean parks;
  private final SubmitQueue<Submission> queue = new SubmitQueue<>(Submission::lane);
  private final OpenWork open = new OpenWork();

  SubmitEngine(SinkSettings settings, Ports ports, Counters counters, long now) {
    this.settings = settings;
    this.ports = ports;
    this.counters = counters;
    this.entries =
        new Entries(settings.connector(), settings.endpoint().endpointId(), ports.clock());
    this.appends = new Appends(ports, settings.backoff());
    this.gate =
        new SendGate(
            settings.maxInFlight(),
            new Pace((double) settings.runLimitPer10s() / settings.taskCount(), now),
            now);
    this.admission =
        new AdmissionControl(
            settings.endpoint().endpointId(),
            settings.admission(),
            settings.taskCount(),
            ports,
            now);
    this.parks = settings.inDoubt() == InDoubtPolicy.PARK;
  }

  /** Shows whether and how fast jobs may go. */
  void show(Metrics metrics) {
    admission.show(metrics);
    gate.show(metrics.tagged("operation", Operation.RUN.path()));
  }

  @Override
  public void maySendUntil(long time) {
    gate.openUntil(time);
  }

  @Override
  public void handle(EngineEvent event, long now) {
    if (event instanceof EngineEvent.Offered offered) {
      offered.batch().forEach(queue::add);
    } else if (event instanceof EngineEvent.Answered answered) {
      gate.leave();
      answered(answered.submission(), answered.answer(), now);
      open.end(answered.submission().assignment());
    } else if (event instanceof EngineEvent.HealthAnswered answered) {
      admission.answered(answered.answer());
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

  @Override
  public void send(long now) {
    appends.sendDue(now);
    admission.ask(now);
    while (queue.hasNext(now) && admission.mayGo() && gate.tryEnter(now)) {
      admission.sent();
      Submission next = queue.next(now).orElseThrow();
      if (parks) {
        append(next, entries.intent(next));
      } else {
        post(next);
      }
    }
  }

  @Override
  public long nanosToNext(long now) {
    long wait = admission.nanosToNext(now, appends.nanosToNext(now, LONGEST_WAIT));
    if (queue.hasNext(now) && admission.mayGo()) {
      wait = gate.nanosToNext(now, wait);
    } else if (queue.nextDue().isPresent()) {
      wait = Math.min(wait, queue.nextDue().getAsLong() - now);
    }
    return Math.max(0, wait);
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
    admission.left(fate instanceof Fate.Done || fate instanceof Fate.InDoubt);
    if (fate instanceof Fate.Done done) {
      accepted(submission, done.body(), now);
    } else if (fate instanceof Fate.InDoubt inDoubt) {
      inDoubt(submission, inDoubt.reason(), now);
    } else {
      definitelyNot(submission);
      if (fate instanceof Fate.Retry retry) {
        later(submission, retry, now);
      } else if (fate instanceof Fate.Reject reject) {
        reject(submission, reject.reason());
      } else if (fate instanceof Fate.Fatal fatal) {
        fail(new ConnectException(fatal.message()));
      } else {
        throw new IllegalStateException("no fate of a submit: " + fate);
      }
    }
  }

  private void accepted(Submission submission, byte[] body, long now) {
    try {
      append(submission, entries.submitted(submission, RunBody.parse(body)));
    } catch (UnreadableAnswer e) {
      inDoubt(submission, e.getMessage(), now);
    }
  }

  private void inDoubt(Submission submission, String reason, long now) {
    counters.inDoubt.incrementAndGet();
    if (parks) {
      reject(submission, "in doubt, RunPod may have accepted the job: " + reason);
    } else {
      again(submission, "in doubt, " + reason, Optional.empty(), now);
    }
  }

  /** Where intents are written down, a definite no is too. */
  private void definitelyNot(Submission submission) {
    if (parks) {
      append(submission, entries.refused(submission));
    }
  }

  private void later(Submission submission, Fate.Retry retry, long now) {
    Optional<Duration> wish =
        retry.retryAfter().flatMap(text -> RetryAfter.parse(text, ports.clock().instant()));
    if (retry.throttled()) {
      counters.throttled.incrementAndGet();
      gate.throttled(now);
    }
    if (wish.isPresent()) {
      gate.quiet(now + settings.backoff().delay(1, wish, ports.random()).toNanos());
    }
    again(submission, retry.reason(), wish, now);
  }

  private void again(Submission submission, String reason, Optional<Duration> wish, long now) {
    if (open.isRevoked(submission.assignment())) {
      queue.release(submission);
      return;
    }
    counters.retried.incrementAndGet();
    Duration wait =
        settings.backoff().delay(Math.max(1, submission.attempts()), wish, ports.random());
    LOG.debug(
        "record={} attempt={} again in {} ms: {}",
        submission,
        submission.attempts(),
        wait.toMillis(),
        reason);
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
        // it stays open: RunPod has the job, so it is never submitted again while we live
        repeat(appended, now);
        return;
      }
      counters.submitted.incrementAndGet();
      queue.release(submission);
      ports.outbox().add(new Outcome.Recorded(submission, appended.position().get().timestamp()));
    } else if (appended.entry() instanceof LedgerEntry.Intent) {
      if (appended.position().isEmpty() && !open.isRevoked(submission.assignment())) {
        repeat(appended, now);
        return;
      }
      intentWritten(submission, appended.position().isPresent(), now);
    }
    open.end(submission.assignment());
  }

  private void repeat(EngineEvent.Appended failed, long now) {
    counters.appendsRepeated.incrementAndGet();
    appends.repeat(failed, now);
    Appends.hopeless(failed).ifPresent(this::fail);
  }

  private void intentWritten(Submission submission, boolean written, long now) {
    if (written && gate.open(now) && !open.isRevoked(submission.assignment())) {
      post(submission);
      return;
    }
    gate.leave();
    admission.left(false);
    if (written) {
      definitelyNot(submission);
    }
    again(submission, "not sent any more", Optional.empty(), now);
  }

  private void fail(ConnectException reason) {
    gate.shut();
    ports.outbox().add(new Outcome.Failed(reason));
  }
}
