package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.EndpointSettings;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up the jobs in the ledger: new ones are adopted and told, those that took effect before a
 * restart only come back into memory, as far as the stored offset says they were told. Owned by the
 * task's thread.
 */
final class JobEntries {
  private static final Logger LOG = LoggerFactory.getLogger(JobEntries.class);

  private final Map<EndpointId, Boolean> streamed;
  private final Set<EndpointId> warned = new HashSet<>();
  private final JobLife life;
  private final CommandOutcomes commands;
  private final EarlyNudges earlyNudges = new EarlyNudges();

  /**
   * @param streamed the endpoints whose jobs are followed, and whether their streams are read
   */
  JobEntries(Map<EndpointId, Boolean> streamed, JobLife life, CommandOutcomes commands) {
    this.streamed = streamed;
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
    if (!streamed.containsKey(submitted.endpoint())) {
      passOver(submitted.endpoint(), read.offset(), partition);
      return Optional.empty();
    }
    if (partition.knows(submitted.job())) {
      return Optional.empty();
    }
    Job job = job(submitted, read, Cursor.QUEUED);
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

  /** A job that was adopted before a restart. */
  Effect rebuild(
      LedgerEntry.Submitted submitted, Read read, LedgerPartition partition, Instant now) {
    restore(submitted, read, partition, now).ifPresent(commands::mayHavePurged);
    return Effect.NONE;
  }

  /** Its end was told, but for what its stream still held: its result may be in here alone. */
  Effect rebuild(LedgerEntry.Finished finished, Read read, LedgerPartition partition, Instant now) {
    restore(finished.submitted(), read, partition, now)
        .ifPresent(
            job -> KeptStatus.of(finished.status()).ifPresent(last -> life.remember(job, last)));
    return Effect.NONE;
  }

  /** If the copy took the place of the entry, that is in the stored offset. */
  Effect rebuild(LedgerEntry.Carried carried, Read read, LedgerPartition partition, Instant now) {
    partition
        .remembered()
        .cursorAt(read.offset())
        .ifPresent(
            told ->
                partition
                    .live()
                    .addCopy(restored(carried.submitted(), read, told), carried.at(), now));
    return Effect.NONE;
  }

  /** Nothing for a job that was over. */
  private Optional<Job> restore(
      LedgerEntry.Submitted submitted, Read read, LedgerPartition partition, Instant now) {
    Optional<Job> job =
        partition.remembered().cursorAt(read.offset()).map(told -> restored(submitted, read, told));
    job.ifPresentOrElse(
        restored -> partition.add(restored, now), () -> partition.live().ended(submitted.job()));
    return job;
  }

  private Job restored(LedgerEntry.Submitted submitted, Read read, Cursor told) {
    if (!streamed.containsKey(submitted.endpoint())) {
      throw new ConnectException(
          EndpointSettings.ENDPOINT_ID
              + ": this connector still follows jobs of endpoint "
              + submitted.endpoint()
              + "; name it in "
              + Endpoints.LIST
              + ", or give the source of another endpoint another connector name");
    }
    return job(submitted, read, told);
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

  private Job job(LedgerEntry.Submitted submitted, Read read, Cursor cursor) {
    return new Job(
        submitted.job(),
        submitted.endpoint(),
        submitted.request(),
        submitted.headers(),
        submitted.terms(),
        submitted.submittedAt(),
        read.partition(),
        read.offset(),
        cursor,
        // whoever has seen chunks waits for the end
        cursor.chunks() > 0
            || submitted.terms().streamed().orElse(streamed.get(submitted.endpoint())));
  }
}
