package io.runpod.kafka.connect.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a job that RunPod says it does not know counts as gone. One answer is not enough: a proxy, a
 * wrong key or a mishap of one endpoint must never end a hundred thousand jobs.
 */
public final class Missing {
  private static final Duration APART = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofSeconds(60);
  private static final Duration RETENTION = Duration.ofMinutes(30);

  private Missing() {}

  /**
   * RunPod said "job not found".
   *
   * @param endpointAnswered when {@code /health} or another job of the endpoint last answered
   * @return why the job counts as gone, nothing if it does not yet
   */
  public static Optional<JobEvent.ExpiredReason> seen(
      Job job, Instant now, Instant endpointAnswered) {
    if (job.missingSince() == 0) {
      job.missingSince(now.toEpochMilli());
      return Optional.empty();
    }
    Instant first = Instant.ofEpochMilli(job.missingSince());
    if (Duration.between(first, now).compareTo(APART) < 0
        || Duration.between(job.submittedAt(), now).compareTo(GRACE) < 0
        || endpointAnswered.isBefore(first)) {
      return Optional.empty();
    }
    Duration age = Duration.between(job.submittedAt(), now);
    if (job.terms().ttl().filter(ttl -> age.compareTo(ttl) >= 0).isPresent()) {
      return Optional.of(JobEvent.ExpiredReason.TTL);
    }
    return Optional.of(
        age.compareTo(RETENTION) >= 0
            ? JobEvent.ExpiredReason.RETENTION
            : JobEvent.ExpiredReason.UNKNOWN);
  }
}
