package io.runpod.kafka.connect.job;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What a job was submitted under, beyond its input: all that its reader has to know of it.
 *
 * @param ttl how long RunPod keeps the job in all, from its submission on
 * @param queueTimeout it is to be cancelled when it has waited in the queue for so long
 * @param runTimeout it is to be cancelled when it has run for so long
 * @param autoRetries how often it is retried by itself after a failure of the infrastructure
 * @param streamed whether its stream is read; empty leaves that to the source's setting
 * @param sync it was submitted by {@code /runsync}: RunPod keeps its result for a minute only
 */
public record JobTerms(
    Optional<Duration> ttl,
    Optional<Duration> queueTimeout,
    Optional<Duration> runTimeout,
    int autoRetries,
    Optional<Boolean> streamed,
    boolean sync) {

  /** Nothing but RunPod's and the source's own defaults. */
  public static final JobTerms NONE =
      new JobTerms(
          Optional.empty(), Optional.empty(), Optional.empty(), 0, Optional.empty(), false);

  /** The same of a job that was submitted by {@code /runsync}. */
  public JobTerms withSync() {
    return new JobTerms(ttl, queueTimeout, runTimeout, autoRetries, streamed, true);
  }

  public JobTerms {
    Objects.requireNonNull(ttl);
    Objects.requireNonNull(queueTimeout);
    Objects.requireNonNull(runTimeout);
    Objects.requireNonNull(streamed);
    if (autoRetries < 0) {
      throw new IllegalArgumentException("autoRetries is below 0");
    }
  }
}
