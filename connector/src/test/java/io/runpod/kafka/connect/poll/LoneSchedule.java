package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.flow.LonePace;
import io.runpod.kafka.connect.flow.WorkerLimit;

/** The schedule of a task that shares its limit with nobody. */
public final class LoneSchedule {
  private LoneSchedule() {}

  public static PollSchedule of(PollLimits limits, double limitPer10s, long now) {
    return of(limits, new WorkerLimit(limitPer10s, 0), now);
  }

  public static PollSchedule of(PollLimits limits, WorkerLimit limit, long now) {
    return new PollSchedule(limits, limit, LonePace.of(limit.at(now), now));
  }
}
