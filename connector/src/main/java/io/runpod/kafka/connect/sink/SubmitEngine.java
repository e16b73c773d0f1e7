package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.Fates;
import io.runpod.kafka.connect.api.UnreadableAnswer;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.metrics.Metrics;
import io.runpod.kafka.connect.request.Mode;
import io.runpod.kafka.connect.sink.SinkSettings.InDoubtPolicy;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;

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
  private static final long LONGEST_WAIT = Duration.ofSeconds(1).toNanos();

  private final Ports ports;
  private final Counters counters;
  private final Entries entries;
  private final Acceptance acceptance;
  private final SubmitGates gates;
  private final AdmissionControl admission;
  private final EndpointGuard guard;
  private final boolean parks;
  private final Submissions<Mode> work;

  SubmitEngine(SinkSettings settings, Paces paces, Ports ports, Counters counters, long now) {
    this.ports = ports;
    this.counters = counters;
    this.entries =
        new Entries(settings.connector(), settings.endpoint().endpointId(), ports.clock());
    this.acceptance = new Acceptance(settings, entries);
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
    if (event instanceof EngineEvent.Answered answered) {
      gates.leave(answered.submission());
      answered(answered.submission(), answered.answer(), now);
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
    if (parks) {
      work.append(submission, entries.intent(submission));
    } else {
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

  private void answered(Submission submission, Answer answer, long now) {
    Fate fate = Fates.of(submission.operation(), answer);
    guard.answered(fate, now);
    admission.left(fate instanceof Fate.Done || fate instanceof Fate.InDoubt);
    if (fate instanceof Fate.Done done) {
      accepted(submission, done.body(), now);
    } else if (fate instanceof Fate.InDoubt inDoubt) {
      inDoubt(submission, inDoubt.reason(), now);
    } else {
      definitelyNot(submission);
      if (fate instanceof Fate.Retry retry) {
        work.later(submission, retry, gates.of(submission), now);
      } else if (fate instanceof Fate.Reject reject) {
        work.rejected(submission, reject.reason());
      } else if (fate instanceof Fate.Fatal fatal) {
        guard.refused(submission, fatal.message(), now, work, this::fail);
      } else {
        throw new IllegalStateException("no fate of a submit: " + fate);
      }
    }
  }

  private void accepted(Submission submission, byte[] body, long now) {
    try {
      Acceptance.Accepted accepted = acceptance.of(submission, body);
      gates.accepted(submission, accepted.end());
      work.append(submission, accepted.entry());
    } catch (UnreadableAnswer e) {
      inDoubt(submission, e.getMessage(), now);
    }
  }

  private void inDoubt(Submission submission, String reason, long now) {
    counters.inDoubt.incrementAndGet();
    if (parks) {
      work.rejected(submission, "in doubt, RunPod may have accepted the job: " + reason);
    } else {
      work.again(submission, "in doubt, " + reason, Optional.empty(), now);
    }
  }

  /** Where intents are written down, a definite no is too. */
  private void definitelyNot(Submission submission) {
    if (parks) {
      work.append(submission, entries.refused(submission));
    }
  }

  private void appended(EngineEvent.Appended appended, long now) {
    Submission submission = appended.submission();
    if (appended.entry() instanceof LedgerEntry.Submitted
        || appended.entry() instanceof LedgerEntry.Finished) {
      if (appended.position().isEmpty()) {
        // it stays open: RunPod has the job, so it is never submitted again while we live
        Appends.lighter(appended)
            .ifPresentOrElse(
                entry -> work.appendInstead(submission, entry), () -> repeat(appended, now));
        return;
      }
      recorded(submission, appended.entry(), appended.position().get().timestamp());
    } else if (appended.entry() instanceof LedgerEntry.Intent) {
      if (appended.position().isEmpty() && !work.isRevoked(submission)) {
        repeat(appended, now);
        return;
      }
      intentWritten(submission, appended.position().isPresent(), now);
    }
    work.close(submission);
  }

  private void recorded(Submission submission, LedgerEntry entry, long appendedAt) {
    counters.submitted.incrementAndGet();
    if (entry instanceof LedgerEntry.Finished) {
      counters.finished.incrementAndGet();
    }
    work.recorded(submission, appendedAt);
  }

  private void repeat(EngineEvent.Appended failed, long now) {
    work.appendAgain(failed, now).ifPresent(this::fail);
  }

  private void intentWritten(Submission submission, boolean written, long now) {
    if (written && gates.of(submission).open(now) && !work.isRevoked(submission)) {
      post(submission, now);
      return;
    }
    gates.leave(submission);
    admission.left(false);
    if (written) {
      definitelyNot(submission);
    }
    work.again(submission, "not sent any more", Optional.empty(), now);
  }

  private void fail(ConnectException reason) {
    gates.shut();
    ports.outbox().add(new Outcome.Failed(reason));
  }
}
