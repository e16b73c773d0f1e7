package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Performs what a ledger record or an answer leads to: it is told, and its jobs are asked about.
 * Owned by the task's thread.
 */
final class Effects {
  private final LedgerPartitions partitions;
  private final HealthRecords health;
  private final EndpointReaders endpoints;
  private final JobCare care;
  private final Set<Job> nudgedInReplay = new LinkedHashSet<>();
  private boolean begun;

  Effects(
      LedgerPartitions partitions, HealthRecords health, EndpointReaders endpoints, JobCare care) {
    this.partitions = partitions;
    this.health = health;
    this.endpoints = endpoints;
    this.care = care;
  }

  void perform(Effect effect) {
    tell(effect.events());
    effect.purged().ifPresent(purged -> partitions.tell(health.purged(purged)));
    if (begun) {
      long nanos = System.nanoTime();
      effect.jobs().forEach(job -> endpoints.of(job).apply(effect.next(), job, nanos));
    } else if (effect.next() == Effect.Next.NUDGE) {
      // the reader before this one may not have come to ask
      nudgedInReplay.addAll(effect.jobs());
    }
  }

  void tell(List<JobEvent> events) {
    partitions.tell(events);
    events.forEach(event -> care.watch(event.job()));
  }

  /** The ledger is replayed and the streams are taken: jobs are asked about from now on. */
  void begin() {
    begun = true;
    long now = System.nanoTime();
    for (Job job : partitions.jobs()) {
      endpoints.of(job).apply(Effect.Next.WATCH, job, now);
      if (job.retrying()) {
        endpoints.of(job).apply(Effect.Next.HOLD, job, now);
      }
      care.watch(job);
    }
    nudgedInReplay.forEach(job -> endpoints.of(job).apply(Effect.Next.NUDGE, job, now));
    nudgedInReplay.clear();
    // what a reader before this one handed over has to be published before its job is read on
    partitions.jobsToTell().forEach(job -> endpoints.of(job).unpublished(job));
  }
}
