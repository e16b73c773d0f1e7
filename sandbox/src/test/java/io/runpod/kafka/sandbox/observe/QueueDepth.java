package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.simulator.JobState;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.StateChange;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** How deep a queue was, by the simulator's own book. */
public final class QueueDepth {
  private QueueDepth() {}

  /** Most of the jobs that were in the queue at once. */
  public static int deepest(List<JobTruth> jobs) {
    TreeMap<Instant, Integer> steps = new TreeMap<>();
    for (JobTruth job : jobs) {
      boolean queued = false;
      for (StateChange change : job.states()) {
        boolean now = change.state() == JobState.IN_QUEUE;
        if (now != queued) {
          steps.merge(change.at(), now ? 1 : -1, Integer::sum);
        }
        queued = now;
      }
    }
    int depth = 0;
    int deepest = 0;
    for (int step : steps.values()) {
      depth += step;
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }
}
