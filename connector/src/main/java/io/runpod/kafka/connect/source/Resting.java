package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Jobs that failed or timed out and may still be retried. They are kept as long as RunPod keeps
 * them, but not more of them than a snapshot has room for. Owned by the task's thread.
 */
final class Resting {
  /** RunPod keeps a finished job for 30 minutes; ours is the later observation. */
  private static final Duration RETRY_WINDOW = Duration.ofMinutes(35);

  private static final int MOST = 4_000;

  private final Deque<Rest> jobs = new ArrayDeque<>();

  private record Rest(Job job, int attempt, Instant until) {
    boolean over() {
      return job.cursor().attempt() != attempt;
    }
  }

  void add(Job job, Instant now) {
    jobs.addLast(new Rest(job, job.cursor().attempt(), now.plus(RETRY_WINDOW)));
  }

  /** Takes out the jobs that need not be kept any longer. */
  List<Job> release(Instant now) {
    List<Job> released = new ArrayList<>();
    while (!jobs.isEmpty() && (jobs.size() > MOST || !now.isBefore(jobs.peekFirst().until()))) {
      Rest rest = jobs.pollFirst();
      // one that was retried meanwhile is alive again
      if (!rest.over()) {
        released.add(rest.job());
      }
    }
    return released;
  }
}
