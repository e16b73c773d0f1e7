package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.flow.Pace;
import io.runpod.kafka.connect.flow.TokenBucket;

/**
 * What a schedule may use: requests in time, a part of them for the sweep, and requests open at
 * once, a part of them held by RunPod. Not thread-safe; time is in ns of one monotonic clock.
 */
final class PollBudget {
  /** The part of the requests that jobs deep in the queue may use. */
  private static final double SWEEP_SHARE = 0.2;

  private final PollLimits limits;
  private final double perSecond;
  private final Pace pace;
  private final TokenBucket sweep;
  private int open;
  private int held;

  PollBudget(PollLimits limits, double limitPer10s, long now) {
    this.limits = limits;
    this.perSecond = limitPer10s / 10;
    this.pace = Pace.alone(limitPer10s, now);
    this.sweep = new TokenBucket(perSecond * SWEEP_SHARE, 1, now);
  }

  /** Requests a second while nobody complains. */
  double perSecond() {
    return perSecond;
  }

  /** No more requests may be open at once. */
  boolean full() {
    return open >= limits.inFlight();
  }

  /** RunPod may be asked to hold one more answer. */
  boolean mayHold() {
    return held < limits.longPolls();
  }

  boolean maySweep(long now) {
    return sweep.nanosToNext(now) == 0;
  }

  /** Takes the right to ask one question. */
  boolean tryTake(boolean swept, long now) {
    if (!pace.tryTake(now)) {
      return false;
    }
    if (swept) {
      sweep.tryTake(now);
    }
    return true;
  }

  void opened(boolean hold) {
    open++;
    held += hold ? 1 : 0;
  }

  void closed(boolean hold) {
    open--;
    held -= hold ? 1 : 0;
  }

  void throttled(long now) {
    pace.throttled(now);
  }

  /** Nanoseconds until a question may be asked that is due in {@code wait}. */
  long nanosToNext(long wait, long now) {
    return Math.max(Math.max(0, wait), pace.nanosToNext(now));
  }

  /** The same for a question of the sweep. */
  long nanosToNextSwept(long wait, long now) {
    return Math.max(nanosToNext(wait, now), sweep.nanosToNext(now));
  }

  int open() {
    return open;
  }
}
