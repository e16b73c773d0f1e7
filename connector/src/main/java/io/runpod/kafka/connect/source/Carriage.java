package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends the entries of jobs that live long to the ledger again, so that a replay need not begin
 * far behind, or where retention has been. When the copy is read it takes the place of the entry;
 * that it is appended twice, or lost, does no harm. Owned by the task's thread.
 */
final class Carriage {
  private static final Logger LOG = LoggerFactory.getLogger(Carriage.class);

  /** So many offsets a replay may be longer than what is alive makes it. */
  static final long FAR = 500_000;

  /** Where very many are alive, each of them is carried only once in so many times their number. */
  private static final long ROUND = 4;

  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofMinutes(1);
  private static final int MOST_AT_ONCE = 500;

  private final String connector;
  private final Duration longest;
  private final StreamOwner.Appender ledger;
  private final Map<JobId, Instant> asked = new HashMap<>();
  private Instant nextLook = Instant.EPOCH;

  /**
   * @param connector the one that carries
   * @param retention of the ledger: an entry is carried when half of it is over
   */
  Carriage(String connector, Duration retention, StreamOwner.Appender ledger) {
    this.connector = connector;
    this.longest = retention.dividedBy(2);
    this.ledger = ledger;
  }

  /** Looks for jobs to carry, now and then. */
  void look(Collection<LedgerPartition> partitions, Instant now) {
    if (now.isBefore(nextLook)) {
      return;
    }
    nextLook = now.plus(EVERY);
    asked.values().removeIf(at -> !now.isBefore(at.plus(AGAIN)));
    for (LedgerPartition partition : partitions) {
      LiveJobs live = partition.live();
      long near = partition.progress().next() - Math.max(FAR, ROUND * live.all().size());
      for (Job job : live.behind(near, now.minus(longest), MOST_AT_ONCE)) {
        if (mayBeCarried(job) && asked.putIfAbsent(job.id(), now) == null) {
          carry(job, partition, now);
        }
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a copy that is not written is tried again
  private void carry(Job job, LedgerPartition partition, Instant now) {
    long from = partition.live().offsetOf(job);
    LOG.debug("job={} is carried from offset={}", job.id(), from);
    ledger.append(partition.number(), entry(job, connector, from, now));
  }

  static LedgerEntry.Carried entry(Job job, String connector, long from, Instant now) {
    LedgerEntry.Submitted submitted =
        new LedgerEntry.Submitted(
            job.id(),
            job.endpoint(),
            connector,
            job.request(),
            job.submittedAt(),
            job.headers(),
            job.terms());
    return new LedgerEntry.Carried(submitted, from, now);
  }

  /**
   * What the ledger says of a job behind its entry, a cancel or the announcement of a retry, would
   * be before the copy and so be forgotten by a replay. An end that is about to be told comes soon.
   */
  static boolean mayBeCarried(Job job) {
    boolean still =
        job.phase() == Job.Phase.QUEUED
            || job.phase() == Job.Phase.RUNNING
            || job.phase() == Job.Phase.ENDED;
    return still && !job.removalExpected() && !job.retrying();
  }
}
