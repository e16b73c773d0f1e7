package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.ledger.CommandEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The last purge of each endpoint in each ledger partition. A submit and a purge may be on their
 * way at once: RunPod accepts the job and removes it, and the purge is in the ledger first. The
 * last one says enough, for what was accepted before another was accepted before it too. Owned by
 * the task's thread.
 */
final class LastPurges {
  /**
   * Both times are those of answers, by the clocks of two sinks. A job that was accepted so shortly
   * behind the purge is told as any other as long as RunPod knows it; only if it is gone before it
   * was seen out of the queue, it is told as CANCELLED and not as EXPIRED.
   */
  private static final Duration ANSWERS_APART = Duration.ofSeconds(5);

  private record Queue(int partition, EndpointId endpoint) {}

  private final Map<Queue, Instant> last = new HashMap<>();

  void add(int partition, CommandEntry.Purged purged) {
    last.merge(
        new Queue(partition, purged.endpoint()),
        purged.at(),
        (one, other) -> one.isAfter(other) ? one : other);
  }

  /** True if the job, which is read behind the purges there were, may have been there before. */
  boolean mayHaveRemoved(Job job) {
    Instant purge = last.get(new Queue(job.ledgerPartition(), job.endpoint()));
    return purge != null && job.submittedAt().isBefore(purge.plus(ANSWERS_APART));
  }
}
