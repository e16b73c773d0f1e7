package io.runpod.kafka.connect.job;

import io.runpod.kafka.connect.job.JobEvent.ChunkRead;
import io.runpod.kafka.connect.job.JobEvent.StatusChanged;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Moves a job's cursor on, and tells of it: a step that nobody is told of would not outlive the
 * reader.
 */
final class Telling {
  private Telling() {}

  /** What RunPod says of the job's state, unless it is known or an end was told before. */
  static void status(Job job, JobAnswer answer, Instant now, List<JobEvent> events) {
    Cursor before = job.cursor();
    int retries = answer.retries().orElse(before.retries());
    // a terminal answer's output is the result, not progress
    int progress =
        answer.status().terminal()
            ? before.progressHash()
            : answer.output().map(String::hashCode).orElse(before.progressHash());
    if (before.status().equals(answer.status())
        && before.retries() == retries
        && before.progressHash() == progress) {
      return;
    }
    if (before.status().terminal()) {
      return;
    }
    job.cursor(before.told(answer.status(), retries, progress));
    if (!before.started() && job.cursor().started()) {
      job.cursor(job.cursor().with(clockOfRun(job, now)));
    }
    events.add(StatusChanged.of(job, before, Optional.of(answer), now));
  }

  /** Kept only where something depends on it: it takes room in every snapshot. */
  private static CareTaken clockOfRun(Job job, Instant now) {
    long since = job.terms().runTimeout().isPresent() ? now.toEpochMilli() : 0;
    return new CareTaken(since, job.cursor().care().asked());
  }

  /** A status that RunPod did not say, unless an end was told before. */
  static void status(Job job, JobStatus status, Instant now, List<JobEvent> events) {
    Cursor before = job.cursor();
    if (!before.status().terminal() && !before.status().equals(status)) {
      job.cursor(before.told(status, before.retries(), before.progressHash()));
      events.add(StatusChanged.of(job, before, Optional.empty(), now));
    }
  }

  /** The job is queued again. */
  static void nextAttempt(Job job, Instant now, List<JobEvent> events) {
    Cursor before = job.cursor();
    job.nextAttempt(now);
    events.add(StatusChanged.of(job, before, Optional.empty(), now));
  }

  /**
   * The next chunk of the job's stream.
   *
   * @param retries RunPod's re-dispatches before it was read
   * @param readerEpoch start of the task that read it, in epoch ms
   */
  static void chunk(
      Job job,
      JobAnswer.Chunk chunk,
      int retries,
      long readerEpoch,
      Instant now,
      List<JobEvent> events) {
    Cursor before = job.cursor();
    job.cursor(before.chunkTold());
    events.add(
        new ChunkRead(
            job,
            now,
            before.chunks(),
            before.attempt(),
            retries,
            before.gapAhead(),
            readerEpoch,
            chunk));
  }
}
