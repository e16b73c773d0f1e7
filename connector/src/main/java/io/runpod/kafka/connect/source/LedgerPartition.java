package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * One partition of the ledger as its source task knows it: the jobs that are alive in it, what is
 * to be told of them, and the snapshot that goes with it. Owned by the task's thread.
 */
final class LedgerPartition {
  private final int number;
  private final Map<String, String> sourcePartition;
  private final String ledgerId;
  private final int ledgerPartitions;
  private final Remembered remembered;
  private final LiveJobs live = new LiveJobs();
  private final Outbox outbox = new Outbox();
  private final Progress progress;
  private Map<String, Object> told;
  private volatile long snapshotBytes;
  private Instant takenAt = Instant.EPOCH;
  private PassedOver passedOver;
  private long epoch;

  /**
   * @param endpoints whose jobs are followed
   * @param stored what the task before this one remembered
   */
  LedgerPartition(
      String ledger,
      String ledgerId,
      int ledgerPartitions,
      int number,
      Set<EndpointId> endpoints,
      Optional<Snapshot> stored) {
    this.number = number;
    this.sourcePartition = Snapshot.sourcePartition(ledger, number);
    this.ledgerId = ledgerId;
    this.ledgerPartitions = ledgerPartitions;
    this.remembered = new Remembered(stored, endpoints);
    this.passedOver = stored.map(Snapshot::passedOver).orElse(PassedOver.NOTHING);
    this.progress = new Progress(stored);
    this.epoch = stored.map(Snapshot::epoch).orElse(0L);
    this.told = stored.orElse(initial()).toMap();
    this.snapshotBytes = stored.isPresent() ? sizeOf(told) : 0;
  }

  int number() {
    return number;
  }

  Map<String, String> sourcePartition() {
    return sourcePartition;
  }

  /** The jobs, those included that may be retried. */
  LiveJobs live() {
    return live;
  }

  /** What there is to tell. */
  Outbox outbox() {
    return outbox;
  }

  /** What the task before this one remembered. */
  Remembered remembered() {
    return remembered;
  }

  /** How far it was read. */
  Progress progress() {
    return progress;
  }

  /** Endpoints whose jobs are not followed. */
  PassedOver passedOver() {
    return passedOver;
  }

  void passedOver(PassedOver endpoints) {
    passedOver = endpoints;
  }

  void add(Job job, Instant now) {
    live.add(job, now);
  }

  Optional<Job> job(JobId id) {
    return live.job(id);
  }

  /** The jobs that are alive. */
  List<Job> jobs() {
    return live.alive();
  }

  /** True if the job is alive here, or ended not long ago. */
  boolean knows(JobId id) {
    return live.knows(id);
  }

  /** Reader that took the streams and has not left, 0 if none. */
  long epoch() {
    return epoch;
  }

  void epoch(long reader) {
    epoch = reader;
  }

  /**
   * Something to tell of a job. If it ends the job, its ledger offset is done with it.
   *
   * @param records they go into one batch
   */
  void tell(JobEvent event, List<OutputRecord> records) {
    outbox.add(event, records);
    live.told(event);
  }

  /** How long what is in the outbox should wait for more, so that snapshots cost little. */
  Duration linger(Instant now) {
    Duration since = Duration.between(takenAt, now);
    Duration linger = SnapshotPace.linger(snapshotBytes, outbox.results());
    // a clock that was set back must not hold records up
    return since.isNegative() || since.compareTo(linger) >= 0 ? Duration.ZERO : linger.minus(since);
  }

  /**
   * Everything there is to tell, as one batch. All records carry this partition's one source
   * partition; the last carries the snapshot that goes with all of them, those before it the
   * previous one: never none, for that would delete it.
   */
  Batch takeBatch(Instant now) {
    live.release(now);
    Map<String, Object> snapshot = snapshot().toMap();
    Outbox.Taken taken = outbox.take();
    int last = taken.records().size() - 1;
    List<SourceRecord> batch = new ArrayList<>(last + 1);
    for (int i = 0; i <= last; i++) {
      batch.add(taken.records().get(i).with(sourcePartition, i == last ? snapshot : told));
    }
    told = snapshot;
    snapshotBytes = sizeOf(snapshot);
    takenAt = now;
    return new Batch(batch, List.copyOf(taken.jobs()));
  }

  /** Records to hand to Connect, and the jobs they are about. */
  record Batch(List<SourceRecord> records, List<Job> jobs) {}

  /** About how large the snapshot is that was handed out last, as JSON. Any thread. */
  long snapshotBytes() {
    return snapshotBytes;
  }

  private static long sizeOf(Map<String, Object> snapshot) {
    return snapshot.entrySet().stream()
        .mapToLong(field -> field.getKey().length() + field.getValue().toString().length() + 6)
        .sum();
  }

  private Snapshot initial() {
    return new Snapshot(0, OpenJobs.NONE, ledgerId, ledgerPartitions, 0);
  }

  private Snapshot snapshot() {
    boolean replayed = progress.replayed();
    long position = progress.position();
    return new Snapshot(
        progress.next(),
        replayed ? live.open() : remembered.openBehind(live.open(), position),
        ledgerId,
        ledgerPartitions,
        epoch,
        replayed ? remembered.allTakenUp(passedOver) : remembered.takenUpTo(position, passedOver),
        progress.leaderEpoch());
  }
}
