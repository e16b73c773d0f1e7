package io.runpod.kafka.connect.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a job that RunPod says it does not know counts as gone. One answer is not enough: a proxy, a
 * wrong key or a mishap of one endpoint must never end a hundred thousand jobs. The job has to be
 * missing before and after the endpoint answered others, for two questions asked at the two ends of
 * a mishap look like that too.
 *
 * <pre>
 *   missing ──► missing again, others answered since ──► still missing: gone
 * </pre>
 */
public final class Missing {
  private static final Duration APART = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofSeconds(60);
  private static final Duration RETENTION = Duration.ofMinutes(30);
  private static final Duration SYNC_RETENTION = Duration.ofMinutes(1);

  /** An answer so long after the first miss is to a question asked after it. */
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(5);

  /**
   * The answers in a row that said so.
   *
   * @param since when the first came
   * @param amongAnswers another came after the endpoint had answered others
   */
  record Row(Instant since, boolean amongAnswers) {}

  private Missing() {}

  /**
   * RunPod said "job not found".
   *
   * @param endpointAnswered when {@code /health} or another job of the endpoint last answered
   * @return why the job counts as gone, nothing if it does not yet
   */
  public static Optional<JobEvent.ExpiredReason> seen(
      Job job, Instant now, Instant endpointAnswered) {
    if (job.missing().isEmpty()) {
      job.missing(Optional.of(new Row(now, false)));
      return Optional.empty();
    }
    Row row = job.missing().get();
    Duration age = Duration.between(job.submittedAt(), now);
    if (Duration.between(row.since(), now).compareTo(APART) < 0
        || (!job.removalExpected() && age.compareTo(GRACE) < 0)
        || endpointAnswered.isBefore(row.since().plus(ON_ITS_WAY))) {
      return Optional.empty();
    }
    if (!row.amongAnswers()) {
      job.missing(Optional.of(new Row(row.since(), true)));
      return Optional.empty();
    }
    if (job.terms().ttl().filter(ttl -> age.compareTo(ttl) >= 0).isPresent()) {
      return Optional.of(JobEvent.ExpiredReason.TTL);
    }
    return Optional.of(
        age.compareTo(job.terms().sync() ? SYNC_RETENTION : RETENTION) >= 0
            ? JobEvent.ExpiredReason.RETENTION
            : JobEvent.ExpiredReason.UNKNOWN);
  }
}
