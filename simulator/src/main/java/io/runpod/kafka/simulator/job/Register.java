package io.runpod.kafka.simulator.job;

import static io.runpod.kafka.simulator.JobState.GONE;

import io.runpod.kafka.simulator.JobTruth;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All jobs in acceptance order: those the API knows, and the last ones that are gone, kept for the
 * truth. Owned by the endpoint's lock; all but {@link #truths} is O(1).
 */
final class Register {

  private final int remembered;
  private final Map<String, Job> all = new LinkedHashMap<>();
  private final Deque<Job> gone = new ArrayDeque<>();

  Register(int remembered) {
    this.remembered = remembered;
  }

  void add(Job job) {
    all.put(job.id(), job);
  }

  /** The job, if the API still knows it. */
  Optional<Job> find(String id) {
    return Optional.ofNullable(all.get(id)).filter(job -> job.state() != GONE);
  }

  /** The job is gone for the API; the oldest of them are forgotten altogether. */
  void bury(Job job) {
    gone.add(job);
    if (gone.size() > remembered) {
      all.remove(gone.remove().id());
    }
  }

  /** The job, also if it is gone for the API. */
  Optional<Job> recall(String id) {
    return Optional.ofNullable(all.get(id));
  }

  Optional<JobTruth> truth(String id) {
    return recall(id).map(Job::truth);
  }

  int size() {
    return all.size();
  }

  /** At most {@code limit} jobs in acceptance order, without the first {@code from}. */
  List<JobTruth> truths(int from, int limit) {
    return all.values().stream().skip(from).limit(limit).map(Job::truth).toList();
  }
}
