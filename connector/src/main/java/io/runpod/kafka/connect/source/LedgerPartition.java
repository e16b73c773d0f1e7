package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobEvent.ChunkRead;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.source.OutputRecord.ChunkRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
  private final Optional<Snapshot> stored;
  private final Map<JobId, Job> jobs = new HashMap<>();
  private final TreeMap<Long, Job> open = new TreeMap<>();
  private final Resting resting = new Resting();
  private final RecentlyEnded recentlyEnded = new RecentlyEnded();
  private final List<OutputRecord> outbox = new ArrayList<>();
  private final Set<Job> outboxJobs = new LinkedHashSet<>();
  private long outboxBytes;
  private final Map<ChunkRef, ChunkRead> unacknowledged = new LinkedHashMap<>();
  private final Map<ChunkRef, JobId> incompleteEnds = new LinkedHashMap<>();
  private volatile Map<String, Object> told;
  private long next;
  private long epoch;

  /**
   * @param stored what the task before this one remembered
   */
  LedgerPartition(
      String ledger, String ledgerId, int ledgerPartitions, int number, Optional<Snapshot> stored) {
    this.number = number;
    this.sourcePartition = Snapshot.sourcePartition(ledger, number);
    this.ledgerId = ledgerId;
    this.ledgerPartitions = ledgerPartitions;
    this.stored = stored;
    this.next = stored.map(Snapshot::next).orElse(0L);
    this.epoch = stored.map(Snapshot::epoch).orElse(0L);
    this.told = stored.map(Snapshot::toMap).orElse(null);
  }

  int number() {
    return number;
  }

  Map<String, String> sourcePartition() {
    return sourcePartition;
  }

  /** Where a replay of the ledger has to begin. */
  long replayFrom() {
    return stored.map(s -> s.open().low().orElse(s.next())).orElse(0L);
  }

  /** True if the effects of the ledger record at {@code offset} have been told already. */
  boolean tookEffect(long offset) {
    return stored.isPresent() && offset < stored.get().next();
  }

  /** How far the job of a ledger record that took effect was told; nothing if it is over. */
  Optional<Cursor> cursorAt(long offset) {
    return stored.map(s -> s.open().cursors().get(offset));
  }

  /** Everything up to {@code offset} has taken effect, or takes it with what is in the outbox. */
  void passed(long offset) {
    next = Math.max(next, offset + 1);
  }

  void add(Job job, Instant now) {
    jobs.put(job.id(), job);
    open.put(job.ledgerOffset(), job);
    if (job.retryable()) {
      resting.add(job, now);
    }
  }

  Optional<Job> job(JobId id) {
    return Optional.ofNullable(jobs.get(id));
  }

  /** The jobs that are alive. */
  List<Job> jobs() {
    return jobs.values().stream().filter(job -> job.phase() != Job.Phase.ENDED).toList();
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
    outbox.addAll(records);
    outboxJobs.add(event.job());
    if (event instanceof ChunkRead read) {
      outboxBytes += read.chunk().outputBytes();
      unacknowledged.put(new ChunkRef(read.job().id().value(), read.sequence()), read);
    } else if (event instanceof JobEvent.StreamEnded ended) {
      if (!ended.complete()) {
        incompleteEnds.put(
            new ChunkRef(ended.job().id().value(), ended.chunkCount()), ended.job().id());
      }
    } else if (event instanceof JobEvent.ResultReady result) {
      outboxBytes += result.answer().map(JobAnswer::bytes).orElse(0);
      if (event.job().retryable()) {
        resting.add(event.job(), event.observedAt());
      } else if (event.job().phase() == Job.Phase.ENDED) {
        // one that was retried meanwhile lives on
        forget(event.job());
      }
    }
  }

  /** True if the job is alive here, or ended not long ago. */
  boolean knows(JobId id) {
    return jobs.containsKey(id) || recentlyEnded.contains(id);
  }

  private void forget(Job job) {
    recentlyEnded.add(job.id());
    jobs.remove(job.id());
    open.remove(job.ledgerOffset());
  }

  /** Forgets failed jobs that RunPod has forgotten too. */
  void release(Instant now) {
    resting.release(now).forEach(this::forget);
  }

  /** Something to tell that is not about one job. */
  void tell(OutputRecord record) {
    outbox.add(record);
  }

  /** Jobs the outbox tells of. */
  Set<Job> outboxJobs() {
    return Set.copyOf(outboxJobs);
  }

  int outboxSize() {
    return outbox.size();
  }

  /** About so many bytes of output are in the outbox. */
  long outboxBytes() {
    return outboxBytes;
  }

  /**
   * Everything there is to tell, as one batch. All records carry this partition's one source
   * partition; the last carries the snapshot that goes with all of them, those before it the
   * previous one: never none, for that would delete it.
   */
  Batch takeBatch() {
    Map<String, Object> snapshot = snapshot().toMap();
    Map<String, Object> before = told == null ? initial().toMap() : told;
    List<SourceRecord> batch = new ArrayList<>(outbox.size());
    for (int i = 0; i < outbox.size(); i++) {
      batch.add(outbox.get(i).with(sourcePartition, i == outbox.size() - 1 ? snapshot : before));
    }
    Batch taken = new Batch(batch, List.copyOf(outboxJobs));
    outbox.clear();
    outboxJobs.clear();
    outboxBytes = 0;
    told = snapshot;
    return taken;
  }

  /** About how large the snapshot is that was handed out last, as JSON. Any thread. */
  long snapshotBytes() {
    Map<String, Object> snapshot = told;
    return snapshot == null
        ? 0
        : snapshot.entrySet().stream()
            .mapToLong(field -> field.getKey().length() + field.getValue().toString().length() + 6)
            .sum();
  }

  /** Records to hand to Connect, and the jobs they are about. */
  record Batch(List<SourceRecord> records, List<Job> jobs) {}

  /** Connect has the chunk or end marker, or a transformation dropped it on purpose. */
  void acknowledged(ChunkRef chunk) {
    unacknowledged.remove(chunk);
    incompleteEnds.remove(chunk);
  }

  /** Jobs whose end says that chunks are missing, but of which Kafka may not have the end. */
  Collection<JobId> endsWithGapsUnacknowledged() {
    return List.copyOf(incompleteEnds.values());
  }

  /** Chunks of which it is not known that Kafka has them, in the order they were read. */
  List<ChunkRead> unacknowledged() {
    return List.copyOf(unacknowledged.values());
  }

  private Snapshot initial() {
    return new Snapshot(0, OpenJobs.NONE, ledgerId, ledgerPartitions, 0);
  }

  private Snapshot snapshot() {
    TreeMap<Long, Cursor> cursors = new TreeMap<>();
    open.forEach((offset, job) -> cursors.put(offset, job.cursor()));
    return new Snapshot(next, new OpenJobs(cursors), ledgerId, ledgerPartitions, epoch);
  }
}
