package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.EndpointSettings;
import io.runpod.kafka.connect.api.Endpoints;
import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerTail.Read;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Brings jobs that took effect before a restart back into memory, as far as the stored offset says
 * they were told; nothing is told of them. Owned by the task's thread.
 */
final class RebuiltJobs {
  private final FollowedEndpoints endpoints;
  private final JobLife life;
  private final CommandOutcomes commands;

  RebuiltJobs(FollowedEndpoints endpoints, JobLife life, CommandOutcomes commands) {
    this.endpoints = endpoints;
    this.life = life;
    this.commands = commands;
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
    if (!endpoints.include(submitted.endpoint())) {
      throw new ConnectException(
          EndpointSettings.ENDPOINT_ID
              + ": this connector still follows jobs of endpoint "
              + submitted.endpoint()
              + "; name it in "
              + Endpoints.LIST
              + ", or give the source of another endpoint another connector name");
    }
    return endpoints.job(submitted, read, told);
  }
}
