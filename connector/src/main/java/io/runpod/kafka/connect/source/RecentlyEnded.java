package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.JobId;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Jobs that ended not long ago. A sink that lost the broker may write a job's entry a second time
 * after minutes, when the job is long over; it must not be told again. Bounded; the oldest go
 * first.
 */
final class RecentlyEnded {
  private static final int MOST = 20_000;

  private final Set<JobId> jobs = new LinkedHashSet<>();

  void add(JobId job) {
    jobs.add(job);
    if (jobs.size() > MOST) {
      jobs.remove(jobs.iterator().next());
    }
  }

  boolean contains(JobId job) {
    return jobs.contains(job);
  }
}
