package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Streams of jobs that are over which cannot be read to their end. One is given up, so that it does
 * not keep its job's result from being told, only if that lasts and the endpoint answers otherwise:
 * an outage that others are waited out for costs no chunks. Owned by the task's thread.
 */
final class BrokenStreams {
  private static final int TIMES = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Map<JobId, Since> jobs = new HashMap<>();

  private record Since(Instant first, int times) {}

  /**
   * One more read of the rest of a stream failed.
   *
   * @param hopeless the answer will never be another
   * @param endpointAnswered when the endpoint last gave an answer that could be understood
   */
  boolean giveUp(Job job, boolean hopeless, Instant now, Instant endpointAnswered) {
    Since since =
        jobs.merge(
            job.id(), new Since(now, 1), (old, one) -> new Since(old.first(), old.times() + 1));
    if (since.times() < TIMES) {
      return false;
    }
    // the result of a synchronous job lives for a minute only
    return hopeless
        || job.terms().sync()
        || (Duration.between(since.first(), now).compareTo(PATIENCE) >= 0
            && endpointAnswered.isAfter(since.first()));
  }

  void forget(JobId job) {
    jobs.remove(job);
  }
}
