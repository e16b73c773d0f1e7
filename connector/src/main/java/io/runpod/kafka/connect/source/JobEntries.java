package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Endpoints;
import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerTail.Read;
import io.runpod.kafka.connect.metrics.Metrics;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes up the jobs that are new in the ledger, and tells of them. Owned by the task's thread. */
final class JobEntries {
  private static final Logger LOG = LoggerFactory.getLogger(JobEntries.class);

  private final FollowedEndpoints endpoints;
  private final Set<EndpointId> warned = new HashSet<>();
  private final JobLife life;
  private final CommandOutcomes commands;
  private final EarlyNudges earlyNudges = new EarlyNudges();

  JobEntries(FollowedEndpoints endpoints, JobLife life, CommandOutcomes commands) {
    this.endpoints = endpoints;
    this.life = life;
    this.commands = commands;
  }

  void show(Metrics metrics) {
    earlyNudges.show(metrics);
  }

  /** A job that was accepted, read for the first time. */
  Effect adopt(LedgerEntry.Submitted submitted, Read read, LedgerPartition partition, Instant now) {
    return take(submitted, read, partition, now)
        .map(job -> effect(life.adopted(job, now), job, first(job, now)))
        .orElse(Effect.NONE);
  }

  private Effect.Next first(Job job, Instant now) {
    boolean purged = commands.mayHavePurged(job);
    if (earlyNudges.take(job.id(), now)) {
      return Effect.Next.NUDGE;
    }
    return purged ? Effect.Next.SOON : Effect.Next.WATCH;
  }

  /** A job that was over at once, read for the first time. */
  Effect adopt(LedgerEntry.Finished finished, Read read, LedgerPartition partition, Instant now) {
    Optional<JobAnswer> last = KeptStatus.of(finished.status());
    return take(finished.submitted(), read, partition, now)
        .map(job -> atItsEnd(job, last, now))
        .orElse(Effect.NONE);
  }

  private Effect atItsEnd(Job job, Optional<JobAnswer> last, Instant now) {
    // its webhook has mostly overtaken it, and there is nothing more to nudge
    earlyNudges.take(job.id(), now);
    return last.isPresent()
        ? effect(life.adoptedAtItsEnd(job, last.get(), now), job, Effect.Next.WATCH_TOLD)
        : effect(life.adopted(job, now), job, Effect.Next.NUDGE);
  }

  /** Nothing for another connector's job, or a second copy of one of ours. */
  private Optional<Job> take(
      LedgerEntry.Submitted submitted, Read read, LedgerPartition partition, Instant now) {
    if (!endpoints.include(submitted.endpoint())) {
      passOver(submitted.endpoint(), read.offset(), partition);
      return Optional.empty();
    }
    if (partition.knows(submitted.job())) {
      return Optional.empty();
    }
    Job job = endpoints.job(submitted, read, Cursor.QUEUED);
    partition.add(job, now);
    return Optional.of(job);
  }

  private void passOver(EndpointId endpoint, long offset, LedgerPartition partition) {
    partition.passedOver(partition.passedOver().with(endpoint, offset));
    if (partition.passedOver().since(endpoint).isPresent() && warned.add(endpoint)) {
      LOG.warn(
          "there are jobs of endpoint={} in the ledger, and no source follows them now: name it in {}"
              + " of this one or another, and they are taken up as long as the ledger has them",
          endpoint,
          Endpoints.LIST);
    }
  }

  private static Effect effect(List<JobEvent> events, Job job, Effect.Next next) {
    return new Effect(events, List.of(job), next, Optional.empty());
  }

  /** A copy of an entry that is not the job's any more says nothing new. */
  Effect carry(LedgerEntry.Carried carried, long offset, LedgerPartition partition) {
    partition
        .job(carried.submitted().job())
        .filter(job -> partition.live().offsetOf(job) == carried.from())
        .filter(Carriage::mayBeCarried)
        .ifPresent(job -> partition.live().carried(job, offset, carried.at()));
    return Effect.NONE;
  }

  /**
   * Somebody says that there is something new about a job.
   *
   * @param known the nudge took effect before a restart
   */
  Effect nudged(JobId id, LedgerPartition partition, boolean known, Instant now) {
    if (!known && !partition.knows(id)) {
      earlyNudges.keep(id, now);
    }
    return Effect.of(Effect.Next.NUDGE, partition.job(id));
  }
}
