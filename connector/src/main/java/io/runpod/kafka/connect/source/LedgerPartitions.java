package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.metrics.Metrics;
import io.runpod.kafka.connect.source.LedgerPartition.Batch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.connect.source.SourceRecord;

/** The ledger partitions of one task. Owned by its thread, but for {@link #acknowledged}. */
final class LedgerPartitions {
  private static final int OUTBOX_RECORDS = 1_000;
  private static final long OUTBOX_BYTES = 16 * 1024 * 1024;

  private final List<LedgerPartition> inTurn;
  private final Map<Integer, LedgerPartition> byNumber = new HashMap<>();
  private final Map<Map<String, ?>, LedgerPartition> bySourcePartition = new HashMap<>();
  private final ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicLong commits = new AtomicLong();
  private final OutputRecords records;
  private final Consumer<JobEvent> told;
  private int turn;

  private record Acknowledged(SourceRecord record, boolean inKafka, long commits) {}

  /**
   * A result that Kafka has, of a job that needs nothing more of RunPod.
   *
   * @param commitsBefore how many commits there had been by then
   */
  record Published(EndpointId endpoint, JobId job, long commitsBefore) {}

  /**
   * @param told is told of everything that is
   */
  LedgerPartitions(
      List<LedgerPartition> partitions, OutputRecords records, Consumer<JobEvent> told) {
    this.told = told;
    this.inTurn = new ArrayList<>(partitions);
    this.records = records;
    for (LedgerPartition partition : partitions) {
      byNumber.put(partition.number(), partition);
      bySourcePartition.put(partition.sourcePartition(), partition);
    }
  }

  void show(Metrics metrics) {
    metrics.gauge(
        "snapshot-bytes",
        "About how large the largest of the source offsets is that the task wrote last, in bytes of"
            + " JSON.",
        this::snapshotBytes);
  }

  Collection<LedgerPartition> all() {
    return List.copyOf(inTurn);
  }

  void tell(List<JobEvent> events) {
    for (JobEvent event : events) {
      told.accept(event);
      byNumber.get(event.job().ledgerPartition()).tell(event, records.of(event));
    }
  }

  /** Something about the endpoint; the owner of the ledger's first partition tells it. */
  void tell(OutputRecord record) {
    byNumber.get(0).outbox().add(record);
  }

  boolean ownsFirst() {
    return byNumber.containsKey(0);
  }

  /**
   * True if no more should be taken up before some of what there is to tell is told. A batch holds
   * all that one partition has to tell, so this bounds it, to within one answer of RunPod.
   */
  boolean full() {
    return inTurn.stream().mapToInt(partition -> partition.outbox().size()).sum() >= OUTBOX_RECORDS
        || inTurn.stream().mapToLong(partition -> partition.outbox().bytes()).sum() >= OUTBOX_BYTES;
  }

  /** What one partition has to tell, unless it waits for more; the partitions take turns. */
  Optional<Batch> takeBatch(Instant now) {
    for (int i = 0; i < inTurn.size(); i++) {
      LedgerPartition partition = inTurn.get(turn);
      turn = (turn + 1) % inTurn.size();
      if (partition.outbox().size() > 0 && (partition.linger(now).isZero() || full())) {
        return Optional.of(partition.takeBatch(now));
      }
    }
    return Optional.empty();
  }

  /** Nanoseconds until a partition will have waited long enough with what it has to tell. */
  long nap(Instant now) {
    return inTurn.stream()
        .filter(partition -> partition.outbox().size() > 0)
        .mapToLong(partition -> partition.linger(now).toNanos())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Size of the largest snapshot. Any thread. */
  long snapshotBytes() {
    return inTurn.stream().mapToLong(LedgerPartition::snapshotBytes).max().orElse(0);
  }

  /**
   * Connect is done with a record. Called on the task's or on a producer's thread.
   *
   * @param inKafka false if a transformation dropped it
   */
  void acknowledged(SourceRecord record, boolean inKafka) {
    acknowledged.add(new Acknowledged(record, inKafka, commits.get()));
  }

  /** Connect has committed offsets. Called on the task's or on a committing thread. */
  void committed() {
    commits.incrementAndGet();
  }

  /** How often offsets have been committed. */
  long commits() {
    return commits.get();
  }

  /**
   * Forgets the chunks that were acknowledged.
   *
   * @return the results that were
   */
  List<Published> settle() {
    List<Published> results = new ArrayList<>();
    for (Acknowledged one = acknowledged.poll(); one != null; one = acknowledged.poll()) {
      LedgerPartition partition = bySourcePartition.get(one.record().sourcePartition());
      OutputRecord.chunkIn(one.record()).ifPresent(partition.outbox()::acknowledged);
      if (one.inKafka()) {
        long before = one.commits();
        OutputRecord.resultIn(one.record())
            .ifPresent(
                result -> results.add(new Published(result.endpoint(), result.job(), before)));
      }
    }
    return results;
  }

  /** Jobs that something is waiting to be told of. */
  List<Job> jobsToTell() {
    return inTurn.stream().flatMap(partition -> partition.outbox().jobs().stream()).toList();
  }

  List<Job> jobs() {
    return inTurn.stream().flatMap(partition -> partition.jobs().stream()).toList();
  }
}
