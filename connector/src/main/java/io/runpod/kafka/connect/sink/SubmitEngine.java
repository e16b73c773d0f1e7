package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.Fates;
import io.runpod.kafka.connect.api.RetryAfter;
import io.runpod.kafka.connect.api.UnreadableAnswer;
import io.runpod.kafka.connect.flow.SubmitQueue;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.metrics.Metrics;
import io.runpod.kafka.connect.request.Mode;
import io.runpod.kafka.connect.sink.SinkSettings.InDoubtPolicy;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits: decides what is sent when, and what comes of each answer. Owned by one thread; HTTP
 * answers and ledger acknowledgements come back to it through the mailbox. Whether {@code /run} or
 * {@code /runsync} is asked is the {@linkplain SubmitGates gates'} to say; the rest is the same.
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
  private final Acceptance acceptance;
  private final SubmitGates gates;
  private final AdmissionControl admission;
  private final boolean parks;
  private final SubmitQueue<Submission, Mode> queue;
  private final OpenWork open = new OpenWork();

  SubmitEngine(SinkSettings settings, Ports ports, Counters counters, long now) {
    this.settings = settings;
    this.ports = ports;
    this.counters = counters;
    this.entries =
        new Entries(settings.connector(), settings.endpoint().endpointId(), ports.clock());
    this.appends = new Appends(ports, settings.backoff());
    this.acceptance = new Acceptance(settings, entries);
    this.gates = new SubmitGates(settings, now);
    this.queue = new SubmitQueue<>(Submission::lane, gates::mode);
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
    gates.show(metrics);
  }

  @Override
  public void maySendUntil(long time) {
    gates.openUntil(time);
  }

  @Override
  public void handle(EngineEvent event, long now) {
    if (event instanceof EngineEvent.Offered offered) {
      offered.batch().forEach(queue::add);
    } else if (event instanceof EngineEvent.Answered answered) {
      gates.leave(answered.submission());
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

  /** The modes take turns, so that none keeps another waiting. */
  @Override
  public void send(long now) {
    appends.sendDue(now);
    admission.ask(now);
    boolean sent;
    do {
      sent = false;
      for (Mode mode : Mode.values()) {
        sent |= sendNext(mode, now);
      }
    } while (sent);
  }

  private boolean sendNext(Mode mode, long now) {
    Optional<Submission> next = queue.first(mode, now);
    if (next.isEmpty() || !admission.mayGo() || !gates.tryEnter(next.get(), now)) {
      return false;
    }
    admission.sent();
    Submission submission = queue.next(mode, now).orElseThrow();
    if (parks) {
      append(submission, entries.intent(submission));
    } else {
      post(submission);
    }
    return true;
  }

  @Override
  public long nanosToNext(long now) {
    long wait = admission.nanosToNext(now, appends.nanosToNext(now, LONGEST_WAIT));
    for (Mode mode : Mode.values()) {
      Optional<Submission> next = queue.first(mode, now);
      if (next.isPresent() && admission.mayGo()) {
        wait = gates.nanosToNext(next.get(), now, wait);
      }
    }
    if (queue.nextDue().isPresent()) {
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
            .apply(gates.call(submission))
            .thenAccept(
                answer -> ports.mailbox().add(new EngineEvent.Answered(submission, answer)));
  }

  private void answered(Submission submission, Answer answer, long now) {
    Fate fate = Fates.of(submission.operation(), answer);
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
      Acceptance.Accepted accepted = acceptance.of(submission, body);
      gates.accepted(submission, accepted.end());
      append(submission, accepted.entry());
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
      gates.of(submission).throttled(now);
    }
    if (wish.isPresent()) {
      gates.of(submission).quiet(now + settings.backoff().delay(1, wish, ports.random()).toNanos());
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
    if (appended.entry() instanceof LedgerEntry.Submitted
        || appended.entry() instanceof LedgerEntry.Finished) {
      if (appended.position().isEmpty()) {
        // it stays open: RunPod has the job, so it is never submitted again while we live
        Appends.lighter(appended)
            .ifPresentOrElse(
                entry -> appends.append(submission, entry), () -> repeat(appended, now));
        return;
      }
      recorded(submission, appended.entry(), appended.position().get().timestamp());
    } else if (appended.entry() instanceof LedgerEntry.Intent) {
      if (appended.position().isEmpty() && !open.isRevoked(submission.assignment())) {
        repeat(appended, now);
        return;
      }
      intentWritten(submission, appended.position().isPresent(), now);
    }
    open.end(submission.assignment());
  }

  private void recorded(Submission submission, LedgerEntry entry, long appendedAt) {
    counters.submitted.incrementAndGet();
    if (entry instanceof LedgerEntry.Finished) {
      counters.finished.incrementAndGet();
    }
    queue.release(submission);
    ports.outbox().add(new Outcome.Recorded(submission, appendedAt));
  }

  private void repeat(EngineEvent.Appended failed, long now) {
    counters.appendsRepeated.incrementAndGet();
    appends.repeat(failed, now);
    Appends.hopeless(failed).ifPresent(this::fail);
  }

  private void intentWritten(Submission submission, boolean written, long now) {
    if (written && gates.of(submission).open(now) && !open.isRevoked(submission.assignment())) {
      post(submission);
      return;
    }
    gates.leave(submission);
    admission.left(false);
    if (written) {
      definitelyNot(submission);
    }
    again(submission, "not sent any more", Optional.empty(), now);
  }

  private void fail(ConnectException reason) {
    gates.shut();
    ports.outbox().add(new Outcome.Failed(reason));
  }
}
