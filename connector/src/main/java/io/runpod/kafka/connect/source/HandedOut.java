package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.source.LedgerPartition.Batch;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The records Connect was given and what they free when they are published. Owned by the task's
 * thread.
 */
final class HandedOut {
  private final LedgerPartitions partitions;
  private final EndpointReaders endpoints;
  private List<Job> jobs = List.of();

  HandedOut(LedgerPartitions partitions, EndpointReaders endpoints) {
    this.partitions = partitions;
    this.endpoints = endpoints;
  }

  List<SourceRecord> give(Batch batch) {
    jobs = batch.jobs();
    return batch.records();
  }

  /** Connect asks for more, so it has published what it was given last. */
  void published() {
    endpoints.published(partitions.settle(), partitions.commits());
    long now = System.nanoTime();
    jobs.forEach(job -> endpoints.of(job).published(job, now));
    jobs = List.of();
  }
}
