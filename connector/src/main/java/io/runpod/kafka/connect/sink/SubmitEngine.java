package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.metrics.Metrics;
import io.runpod.kafka.connect.request.Mode;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Submits: sends what {@link Clearance} lets through, and ends what the ledger has; what comes of
 * each answer is for {@link SubmitAnswers} to say. Owned by one thread; HTTP answers and ledger
 * acknowledgements come back to it through the mailbox. Whether {@code /run} or {@code /runsync} is
 * asked is the {@linkplain SubmitGates gates'} to say; the rest is the same.
 *
 * <pre>
 *   queue ──► [park: intent] ──► POST ──done──► ledger ──► Recorded
 *     ▲                           │
 *     └──── retry, in doubt ◄─────┴── reject, parked ──► Rejected
 * </pre>
 *
 * A slot is held from the intent or POST to the answer: neither the ledger's acknowledgement nor
 * the wait for a retry takes one, but nothing is sent while acknowledgements stay away. All times
 * are ns of one monotonic clock.
 */
final class SubmitEngine implements Engine {
  private static final long LONGEST_WAIT = Duration.ofSeconds(1).toNanos();

  private final Ports ports;
  private final Counters counters;
  private final SubmitGates gates;
  private final Clearance clearance;
  private final Submissions<Mode> work;
  private final Intents intents;
  private final SubmitAnswers answers;

  SubmitEngine(SinkSettings settings, Paces paces, Ports ports, Counters counters, long now) {
    this.ports = ports;
    this.counters = counters;
    this.gates = new SubmitGates(settings, paces, now);
    this.work = new Submissions<>(ports, counters, settings.backoff(), gates::mode);
    this.clearance = new Clearance(settings, gates, work, ports, now);
    Entries entries =
        new Entries(settings.connector(), settings.endpoint().endpointId(), ports.clock());
    this.intents = new Intents(settings.inDoubt(), entries, work, counters);
    Acceptance acceptance = new Acceptance(settings, entries);
    this.answers = new SubmitAnswers(acceptance, intents, clearance, work, this::fail);
  }

  /** Shows whether and how fast jobs may go. */
  void show(Metrics metrics) {
    clearance.show(metrics);
  }

  @Override
  public void maySendUntil(long time) {
    clearance.openUntil(time);
  }

  @Override
  public void handle(EngineEvent event, long now) {
    if (event instanceof EngineEvent.Answered answered) {
      answers.answered(answered.submission(), answered.answer(), now);
      work.close(answered.submission());
    } else if (event instanceof EngineEvent.HealthAnswered answered) {
      clearance.healthAnswered(answered.answer(), now);
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
    work.tellWhetherLedgerIsLate(now);
    clearance.askHealth(now);
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
    if (next.isEmpty()) {
      return false;
    }
    Optional<String> givenUp = clearance.givenUp(now);
    if (givenUp.isPresent()) {
      work.rejected(work.next(mode, now), givenUp.get());
      return true;
    }
    if (!clearance.tryEnter(next.get(), now)) {
      return false;
    }
    Submission submission = work.next(mode, now);
    if (!intents.write(submission, now)) {
      post(submission, now);
    }
    return true;
  }

  @Override
  public long nanosToNext(long now) {
    long wait = clearance.nanosToHealth(now, work.nanosToNext(now, LONGEST_WAIT));
    for (Mode mode : Mode.values()) {
      Optional<Submission> next = work.first(mode, now);
      if (next.isPresent()) {
        wait = clearance.nanosToNext(next.get(), now, wait);
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
      ended = acceptanceAppended(appended, now);
    } else if (appended.entry() instanceof LedgerEntry.Intent) {
      ended = intentAppended(appended, now);
    }
    if (ended) {
      work.close(appended);
    }
  }

  /**
   * Returns false if the entry of an accepted job is appended again: RunPod has the job, so it is
   * never submitted again while we live.
   */
  private boolean acceptanceAppended(EngineEvent.Appended appended, long now) {
    Submission submission = appended.submission();
    if (appended.position().isEmpty()) {
      Appends.lighter(appended)
          .ifPresentOrElse(
              entry -> work.appendInstead(appended, entry),
              () -> work.appendAgain(appended, now).ifPresent(this::fail));
      return false;
    }
    counters.submitted.incrementAndGet();
    if (appended.entry() instanceof LedgerEntry.Finished) {
      counters.finished.incrementAndGet();
    }
    work.recorded(submission, appended.position().get().timestamp());
    return true;
  }

  /** Returns false if the intent is appended again. */
  private boolean intentAppended(EngineEvent.Appended appended, long now) {
    Submission submission = appended.submission();
    boolean written = appended.position().isPresent();
    if (!written && !work.isRevoked(submission)) {
      work.appendAgain(appended, now).ifPresent(this::fail);
      return false;
    }
    if (written && clearance.stillOpen(submission, now) && !work.isRevoked(submission)) {
      post(submission, now);
      return true;
    }
    clearance.withheld(submission);
    if (written) {
      intents.definitelyNot(submission, now);
    }
    work.again(submission, "not sent any more", Optional.empty(), now);
    return true;
  }

  private void fail(ConnectException reason) {
    clearance.shut();
    ports.outbox().add(new Outcome.Failed(reason));
  }
}
