package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobId;
import java.time.Instant;
import java.util.Collection;
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
  private final OffsetRuns offsets = new OffsetRuns();
  private final TreeMap<Long, Job> moved = new TreeMap<>();
  private final Resting resting = new Resting();
  private final RecentlyEnded recentlyEnded = new RecentlyEnded();

  void add(Job job, Instant now) {
    jobs.put(job.id(), job);
    offsets.add(job.ledgerOffset());
    changed(job);
    if (job.retryable()) {
      resting.add(job, now);
    }
  }

  Optional<Job> job(JobId id) {
    return Optional.ofNullable(jobs.get(id));
  }

  /** All that can still change, and those that may be retried. */
  Collection<Job> all() {
    return jobs.values();
  }

  /** The jobs that are alive. */
  List<Job> alive() {
    return jobs.values().stream().filter(job -> job.phase() != Job.Phase.ENDED).toList();
  }

  /** Something of a job was told: where its ledger offset stays open, its cursor may have moved. */
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
    if (!job.cursor().equals(Cursor.QUEUED) && offsets.contains(job.ledgerOffset())) {
      moved.put(job.ledgerOffset(), job);
    }
  }

  /** True if the job is alive here, or ended not long ago. */
  boolean knows(JobId id) {
    return jobs.containsKey(id) || recentlyEnded.contains(id);
  }

  private void forget(Job job) {
    recentlyEnded.add(job.id());
    jobs.remove(job.id());
    offsets.remove(job.ledgerOffset());
    moved.remove(job.ledgerOffset());
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
