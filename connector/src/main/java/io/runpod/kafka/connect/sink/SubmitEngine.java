package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.metrics.Metrics;
import io.runpod.kafka.connect.request.Mode;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Submits: decides what is sent when; what comes of each answer is for {@link SubmitAnswers} to
 * say. Owned by one thread; HTTP answers and ledger acknowledgements come back to it through the
 * mailbox. Whether {@code /run} or {@code /runsync} is asked is the {@linkplain SubmitGates gates'}
 * to say; the rest is the same.
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
  private static final long LONGEST_WAIT = Duration.ofSeconds(1).toNanos();

  private final Ports ports;
  private final SubmitGates gates;
  private final AdmissionControl admission;
  private final EndpointGuard guard;
  private final Submissions<Mode> work;
  private final Intents intents;
  private final SubmitAnswers answers;

  SubmitEngine(SinkSettings settings, Paces paces, Ports ports, Counters counters, long now) {
    this.ports = ports;
    this.gates = new SubmitGates(settings, paces, now);
    this.work = new Submissions<>(ports, counters, settings.backoff(), gates::mode);
    this.admission =
        new AdmissionControl(
            settings.endpoint().endpointId(),
            settings.admission(),
            settings.taskCount(),
            ports,
            now);
    if (gates.grow()) {
      admission.readAnyway();
    }
    this.guard = new EndpointGuard(settings.endpoint().endpointId(), ports.known());
    Entries entries =
        new Entries(settings.connector(), settings.endpoint().endpointId(), ports.clock());
    this.intents = new Intents(settings.inDoubt(), entries, work, counters);
    this.answers =
        new SubmitAnswers(
            new Acceptance(settings, entries),
            intents,
            gates,
            admission,
            guard,
            work,
            counters,
            this::fail);
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
    if (event instanceof EngineEvent.Answered answered) {
      gates.leave(answered.submission());
      answers.answered(answered.submission(), answered.answer(), now);
      work.close(answered.submission());
    } else if (event instanceof EngineEvent.HealthAnswered answered) {
      admission
          .answered(answered.answer())
          .ifPresent(health -> gates.workers(health.running(), now));
    } else if (event instanceof EngineEvent.Appended appended) {
      appended(appended, now);
    } else {
      work.handle(event);
    }
    work.tellSettled();
  }

  /** The modes take turns, so that none keeps another waiting. */
  @Override
  public void send(long now) {
    work.sendDue(now);
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
    Optional<Submission> next = work.first(mode, now);
    if (next.isPresent() && guard.givenUp().isPresent() && !guard.mayCall(now)) {
      work.rejected(work.next(mode, now), guard.givenUp().get());
      return true;
    }
    if (next.isEmpty()
        || !admission.mayGo()
        || !guard.mayCall(now)
        || !gates.tryEnter(next.get(), now)) {
      return false;
    }
    guard.called(now);
    admission.sent();
    Submission submission = work.next(mode, now);
    if (!intents.write(submission)) {
      post(submission, now);
    }
    return true;
  }

  @Override
  public long nanosToNext(long now) {
    long wait = admission.nanosToNext(now, work.nanosToNext(now, LONGEST_WAIT));
    for (Mode mode : Mode.values()) {
      Optional<Submission> next = work.first(mode, now);
      if (next.isPresent() && admission.mayGo()) {
        wait =
            guard.mayCall(now)
                ? gates.nanosToNext(next.get(), now, wait)
                : guard.nanosToNext(now, wait);
      }
    }
    return Math.max(0, wait);
  }

  private void post(Submission submission, long now) {
    submission.countAttempt();
    work.call(submission, gates.call(submission).decidedAt(now));
  }

  private void appended(EngineEvent.Appended appended, long now) {
    boolean ended = true;
    if (appended.entry() instanceof LedgerEntry.Submitted
        || appended.entry() instanceof LedgerEntry.Finished) {
      ended = answers.appended(appended, now);
    } else if (appended.entry() instanceof LedgerEntry.Intent) {
      ended = intentAppended(appended, now);
    }
    if (ended) {
      work.close(appended.submission());
    }
  }

  /** Returns false if the intent is appended again. */
  private boolean intentAppended(EngineEvent.Appended appended, long now) {
    Submission submission = appended.submission();
    boolean written = appended.position().isPresent();
    if (!written && !work.isRevoked(submission)) {
      work.appendAgain(appended, now).ifPresent(this::fail);
      return false;
    }
    if (written && gates.of(submission).open(now) && !work.isRevoked(submission)) {
      post(submission, now);
      return true;
    }
    gates.leave(submission);
    admission.left(false);
    if (written) {
      intents.definitelyNot(submission);
    }
    work.again(submission, "not sent any more", Optional.empty(), now);
    return true;
  }

  private void fail(ConnectException reason) {
    gates.shut();
    ports.outbox().add(new Outcome.Failed(reason));
  }
}
