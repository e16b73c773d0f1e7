package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.flow.Pace;
import io.runpod.kafka.connect.flow.WorkerLimit;

/**
 * What a schedule may use: requests in time, and requests open at once, a part of them held by
 * RunPod. Not thread-safe; time is in ns of one monotonic clock.
 */
final class PollBudget {
  /** Behind its last refusal a rate is as ever. */
  private static final double RECOVERY_SECONDS = 20;

  private final PollLimits limits;
  private final WorkerLimit limit;
  private final Pace pace;
  private final int kept;
  private long roundTrip;
  private int open;
  private int held;
  private boolean waited;

  PollBudget(PollLimits limits, WorkerLimit limit, Pace pace) {
    this.limits = limits;
    this.limit = limit;
    this.pace = pace;
    this.kept = Math.max(1, (limits.inFlight() - limits.longPolls()) / 2);
  }

  /** So many workers run. */
  void workers(int running, long now) {
    limit.read(running, now);
    waited = false;
    follow(now);
  }

  /** A question had to wait for the limit since the workers were counted; with them it may grow. */
  boolean wantsWorkers(long now) {
    return waited && limit.grows() && !pace.growthRefused(now);
  }

  private void follow(long now) {
    pace.limit(limit.at(now), now);
  }

  /**
   * Nanoseconds in which so many jobs can be asked about once each, with that part of the requests.
   * A rate that was cut has recovered in a while: what is planned now is not put off for longer.
   */
  long turn(int jobs, double part, long now) {
    double usually = jobs / (pace.usualPerSecondWithUnused(now) * part);
    double cut = jobs / (pace.perSecondWithUnused(now) * part);
    return (long) (Math.min(cut, usually + RECOVERY_SECONDS) * 1e9);
  }

  /** No more requests may be open at once. */
  boolean full() {
    return open >= limits.inFlight();
  }

  /**
   * RunPod may be asked to hold one more answer.
   *
   * @param ofAll more jobs run than may be held. Then at most half of the holds may stand in the
   *     way of requests that are not held, of which many can be open.
   */
  boolean mayHold(boolean ofAll, long now) {
    double needed = ofAll ? pace.perSecondWithUnused(now) * roundTrip / 1e9 : 0;
    return held < limits.longPolls()
        && held < Math.max(limits.longPolls() / 2.0, limits.inFlight() - needed);
  }

  /** Takes the right to ask one question. */
  boolean tryTake(long now) {
    follow(now);
    boolean taken = pace.tryTake(now);
    waited |= !taken;
    return taken;
  }

  void opened(boolean hold) {
    open++;
    held += hold ? 1 : 0;
  }

  /**
   * @param took ns from the question to its answer
   */
  void closed(boolean hold, long took) {
    open--;
    held -= hold ? 1 : 0;
    if (!hold) {
      roundTrip += (took - roundTrip) / 16;
    }
  }

  void throttled(long now) {
    pace.throttled(now);
  }

  void quiet(long until) {
    pace.quiet(until);
  }

  /** Nanoseconds until a question may be asked. */
  long nanosToNext(long now) {
    return pace.nanosToNext(now);
  }

  /** Nanoseconds until a question may be asked that stands in the way of no other. */
  long nanosToSpare(long now) {
    return limits.inFlight() - open > kept ? pace.nanosToSpare(now) : Long.MAX_VALUE;
  }

  int open() {
    return open;
  }
}
