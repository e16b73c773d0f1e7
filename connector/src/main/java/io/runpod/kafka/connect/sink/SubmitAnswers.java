package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.Fates;
import io.runpod.kafka.connect.api.UnreadableAnswer;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * What comes of the answer to a submit, until it is written down. Owned by the engine's thread;
 * times are ns of one monotonic clock.
 */
final class SubmitAnswers {
  private final Acceptance acceptance;
  private final Intents intents;
  private final SubmitGates gates;
  private final AdmissionControl admission;
  private final EndpointGuard guard;
  private final Submissions<?> work;
  private final Counters counters;
  private final Consumer<ConnectException> fail;

  /**
   * @param fail ends the task
   */
  SubmitAnswers(
      Acceptance acceptance,
      Intents intents,
      SubmitGates gates,
      AdmissionControl admission,
      EndpointGuard guard,
      Submissions<?> work,
      Counters counters,
      Consumer<ConnectException> fail) {
    this.acceptance = acceptance;
    this.intents = intents;
    this.gates = gates;
    this.admission = admission;
    this.guard = guard;
    this.work = work;
    this.counters = counters;
    this.fail = fail;
  }

  /** RunPod answered a submission, or will not; its slot is given back already. */
  void answered(Submission submission, Answer answer, long now) {
    Fate fate = Fates.of(submission.operation(), answer);
    guard.answered(fate, now);
    admission.left(fate instanceof Fate.Done || fate instanceof Fate.InDoubt);
    if (fate instanceof Fate.Done done) {
      accepted(submission, done.body(), now);
    } else if (fate instanceof Fate.InDoubt inDoubt) {
      intents.inDoubt(submission, inDoubt.reason(), now);
    } else {
      intents.definitelyNot(submission);
      if (fate instanceof Fate.Retry retry) {
        work.later(submission, retry, gates.of(submission), now);
      } else if (fate instanceof Fate.Reject reject) {
        work.rejected(submission, reject.reason());
      } else if (fate instanceof Fate.Fatal fatal) {
        guard.refused(submission, fatal.message(), now, work, fail);
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
      intents.inDoubt(submission, e.getMessage(), now);
    }
  }

  /**
   * The ledger took the entry of an accepted job, or did not.
   *
   * @return false if it is appended again: RunPod has the job, so it is never submitted again while
   *     we live
   */
  boolean appended(EngineEvent.Appended appended, long now) {
    Submission submission = appended.submission();
    if (appended.position().isEmpty()) {
      Appends.lighter(appended)
          .ifPresentOrElse(
              entry -> work.appendInstead(submission, entry),
              () -> work.appendAgain(appended, now).ifPresent(fail));
      return false;
    }
    counters.submitted.incrementAndGet();
    if (appended.entry() instanceof LedgerEntry.Finished) {
      counters.finished.incrementAndGet();
    }
    work.recorded(submission, appended.position().get().timestamp());
    return true;
  }
}
