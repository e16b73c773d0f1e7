package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.Fates;
import io.runpod.kafka.connect.api.UnreadableAnswer;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * What comes of the answer to a submit. Owned by the engine's thread; times are ns of one monotonic
 * clock.
 */
final class SubmitAnswers {
  private final Acceptance acceptance;
  private final Intents intents;
  private final Clearance clearance;
  private final Submissions<?> work;
  private final Consumer<ConnectException> fail;

  /**
   * @param fail ends the task
   */
  SubmitAnswers(
      Acceptance acceptance,
      Intents intents,
      Clearance clearance,
      Submissions<?> work,
      Consumer<ConnectException> fail) {
    this.acceptance = acceptance;
    this.intents = intents;
    this.clearance = clearance;
    this.work = work;
    this.fail = fail;
  }

  /** RunPod answered a submission, or will not. */
  void answered(Submission submission, Answer answer, long now) {
    Fate fate = Fates.of(submission.operation(), answer);
    if (fate instanceof Fate.Done done) {
      read(submission, done, now);
      return;
    }
    clearance.answered(submission, fate, now);
    if (fate instanceof Fate.InDoubt inDoubt) {
      inDoubt(submission, inDoubt, now);
    } else {
      intents.definitelyNot(submission, now);
      if (fate instanceof Fate.Retry retry) {
        clearance.later(submission, retry, now);
      } else if (fate instanceof Fate.Reject reject) {
        work.rejected(submission, reject.reason());
      } else if (fate instanceof Fate.Fatal fatal) {
        clearance.refused(submission, fatal.message(), now, fail);
      } else {
        throw new IllegalStateException("no fate of a submit: " + fate);
      }
    }
  }

  private void inDoubt(Submission submission, Fate.InDoubt inDoubt, long now) {
    if (!intents.inDoubt(submission, inDoubt.reason())) {
      clearance.later(
          submission,
          new Fate.Retry("in doubt, " + inDoubt.reason(), inDoubt.retryAfter(), false),
          now);
    }
  }

  /** That somebody answered as if all were well does not mean that it was RunPod. */
  private void read(Submission submission, Fate.Done done, long now) {
    Acceptance.Accepted accepted;
    try {
      accepted = acceptance.of(submission, done.body());
    } catch (UnreadableAnswer e) {
      inDoubt(submission, new Fate.InDoubt(e.getMessage()), now);
      clearance.strange(submission, e.getMessage(), now, fail);
      return;
    }
    clearance.answered(submission, done, now);
    clearance.accepted(submission, accepted.end());
    work.append(submission, accepted.entry(), now);
  }
}
