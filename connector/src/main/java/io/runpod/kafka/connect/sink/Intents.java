package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.sink.SinkSettings.InDoubtPolicy;

/**
 * What is written down around a POST, so that it is known later whether it may have happened. With
 * {@code park} an intent is in the ledger before it, a definite no behind it, and what is in doubt
 * is never sent again; with {@code resubmit} it is, and nothing is written. Owned by the engine's
 * thread.
 */
final class Intents {
  private final boolean parks;
  private final Entries entries;
  private final Submissions<?> work;
  private final Counters counters;

  Intents(InDoubtPolicy policy, Entries entries, Submissions<?> work, Counters counters) {
    this.parks = policy == InDoubtPolicy.PARK;
    this.entries = entries;
    this.work = work;
    this.counters = counters;
  }

  /** True if the POST has to wait for its intent, which is on its way to the ledger now. */
  boolean write(Submission submission, long now) {
    if (parks) {
      work.append(submission, entries.intent(submission), now);
    }
    return parks;
  }

  /** Nothing came of the submission's intent. */
  void definitelyNot(Submission submission, long now) {
    if (parks) {
      work.append(submission, entries.refused(submission), now);
    }
  }

  /**
   * RunPod may have accepted the job, or not.
   *
   * @return true if the submission is ended by that, false if it is to be sent again
   */
  boolean inDoubt(Submission submission, String reason) {
    counters.inDoubt.incrementAndGet();
    if (parks) {
      work.leftInDoubt(submission, "in doubt, RunPod may have accepted the job: " + reason);
    }
    return parks;
  }
}
