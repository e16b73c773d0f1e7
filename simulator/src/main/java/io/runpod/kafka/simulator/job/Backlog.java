package io.runpod.kafka.simulator.job;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The queue: first in, first out, with a second lane for {@code lowPriority} that is served when
 * the first is empty. All operations but {@link #drain} are O(1). Owned by the endpoint's lock.
 */
final class Backlog {

  private final Set<Job> lane = new LinkedHashSet<>();
  private final Set<Job> lowPriorityLane = new LinkedHashSet<>();

  void add(Job job) {
    laneOf(job).add(job);
  }

  void remove(Job job) {
    laneOf(job).remove(job);
  }

  Optional<Job> poll() {
    Set<Job> from = lane.isEmpty() ? lowPriorityLane : lane;
    if (from.isEmpty()) {
      return Optional.empty();
    }
    Job first = from.iterator().next();
    from.remove(first);
    return Optional.of(first);
  }

  /** Takes everything out, in the order it would have been served. */
  List<Job> drain() {
    List<Job> all = new ArrayList<>(lane);
    all.addAll(lowPriorityLane);
    lane.clear();
    lowPriorityLane.clear();
    return all;
  }

  int size() {
    return lane.size() + lowPriorityLane.size();
  }

  /** Queued jobs that make the endpoint start workers: low priority ones do not. */
  int sizeThatScales() {
    return lane.size();
  }

  private Set<Job> laneOf(Job job) {
    return job.submission().policy().lowPriority() ? lowPriorityLane : lane;
  }
}
