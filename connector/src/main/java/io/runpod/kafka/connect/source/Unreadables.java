package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Jobs whose answers cannot be understood. One is given up only if that lasts and the endpoint's
 * other answers can be understood meanwhile: a proxy that sends a page of its own for some minutes
 * must not end a single job. Owned by the task's thread.
 */
final class Unreadables {
  private static final int TIMES = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Map<JobId, Since> jobs = new HashMap<>();

  private record Since(Instant first, int times) {}

  /**
   * One more answer about the job could not be understood.
   *
   * @param endpointAnswered when the endpoint last gave an answer that could be
   */
  boolean giveUp(JobId job, Instant now, Instant endpointAnswered) {
    Since since =
        jobs.merge(job, new Since(now, 1), (old, one) -> new Since(old.first(), old.times() + 1));
    return since.times() >= TIMES
        && Duration.between(since.first(), now).compareTo(PATIENCE) >= 0
        && endpointAnswered.isAfter(since.first());
  }

  void forget(JobId job) {
    jobs.remove(job);
  }
}
