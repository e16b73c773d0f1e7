package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The jobs of one ledger partition that are not over, by ID and by ledger offset. What a snapshot
 * needs of them is kept up to date event by event: most are queued, and cost it nothing. Owned by
 * the task's thread.
 */
final class LiveJobs {
  private final Map<JobId, Job> jobs = new HashMap<>();
  private final TreeMap<Long, Job> byOffset = new TreeMap<>();
  private final OffsetRuns offsets = new OffsetRuns();
  private final TreeMap<Long, Job> moved = new TreeMap<>();
  private final Map<Job, Copy> copies = new HashMap<>();
  private final Resting resting = new Resting();
  private final RecentlyEnded recentlyEnded = new RecentlyEnded();

  /** Where a job's entry is that was appended again, and when it was. */
  private record Copy(long offset, Instant at) {}

  void add(Job job, Instant now) {
    jobs.put(job.id(), job);
    open(job.ledgerOffset(), job);
    if (job.retryable()) {
      resting.add(job, now);
    }
  }

  /** The same, of a job whose entry is a copy. */
  void addCopy(Job job, Instant at, Instant now) {
    add(job, now);
    copies.put(job, new Copy(job.ledgerOffset(), at));
  }

  /** From now on the job's entry is this copy, and the one there was is needed no more. */
  void carried(Job job, long offset, Instant at) {
    close(job);
    copies.put(job, new Copy(offset, at));
    open(offset, job);
  }

  private void open(long offset, Job job) {
    byOffset.put(offset, job);
    offsets.add(offset);
    changed(job);
  }

  private void close(Job job) {
    long offset = offsetOf(job);
    byOffset.remove(offset);
    offsets.remove(offset);
    moved.remove(offset);
    copies.remove(job);
  }

  /** Ledger offset of the job's entry, or of the copy that replaced it. */
  long offsetOf(Job job) {
    Copy copy = copies.get(job);
    return copy == null ? job.ledgerOffset() : copy.offset();
  }

  Optional<Job> job(JobId id) {
    return Optional.ofNullable(jobs.get(id));
  }

  /** All that can still change, and those that may be retried. */
  Collection<Job> all() {
    return Collections.unmodifiableCollection(jobs.values());
  }

  /** The jobs that are alive. */
  List<Job> alive() {
    return jobs.values().stream().filter(job -> job.phase() != Job.Phase.ENDED).toList();
  }

  /** The first jobs of the ledger that are below an offset, or were appended before a time. */
  List<Job> behind(long offset, Instant appendedBefore, int most) {
    List<Job> behind = new ArrayList<>();
    for (Map.Entry<Long, Job> entry : byOffset.entrySet()) {
      Job job = entry.getValue();
      Copy copy = copies.get(job);
      Instant appended = copy == null ? job.submittedAt() : copy.at();
      if (behind.size() == most
          || (entry.getKey() >= offset && !appended.isBefore(appendedBefore))) {
        break;
      }
      behind.add(job);
    }
    return behind;
  }

  /** Something of a job was told, and may have moved its cursor or ended it. */
  void told(JobEvent event) {
    Job job = event.job();
    changed(job);
    if (event instanceof JobEvent.ResultReady) {
      if (job.retryable()) {
        resting.add(job, event.observedAt());
      } else if (job.phase() == Job.Phase.ENDED) {
        // one that was retried meanwhile lives on
        forget(job);
      }
    }
  }

  /** A job's cursor may have changed. No cursor ever goes back to {@link Cursor#QUEUED}. */
  void changed(Job job) {
    long offset = offsetOf(job);
    if (!job.cursor().equals(Cursor.QUEUED) && offsets.contains(offset)) {
      moved.put(offset, job);
    }
  }

  /** True if the job is alive here, or ended not long ago. */
  boolean knows(JobId id) {
    return jobs.containsKey(id) || recentlyEnded.contains(id);
  }

  /** The job was told to its end by the reader before this one. */
  void ended(JobId id) {
    recentlyEnded.add(id);
  }

  private void forget(Job job) {
    recentlyEnded.add(job.id());
    jobs.remove(job.id());
    close(job);
  }

  /** Forgets failed jobs that RunPod has forgotten too. */
  void release(Instant now) {
    resting.release(now).forEach(this::forget);
  }

  OpenJobs open() {
    TreeMap<Long, Cursor> cursors = new TreeMap<>();
    moved.forEach((offset, job) -> cursors.put(offset, job.cursor()));
    return new OpenJobs(offsets.copy(), cursors);
  }
}
