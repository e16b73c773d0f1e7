package io.runpod.kafka.connect.job;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Something to tell about a job: each becomes one record, in the order they were made. */
public sealed interface JobEvent {
  Job job();

  Instant observedAt();

  /**
   * The job's status, progress or re-dispatch count changed.
   *
   * @param previous empty on the job's first status record
   * @param again the attempt may have told the same before: its number tells the two apart
   * @param answer what RunPod said; empty on the first record, which the ledger caused
   */
  record StatusChanged(
      Job job,
      Instant observedAt,
      JobStatus status,
      Optional<JobStatus> previous,
      int attempt,
      long sequence,
      boolean again,
      Optional<JobAnswer> answer)
      implements JobEvent {

    /** The change from {@code before} to where the job's cursor is now. */
    static StatusChanged of(Job job, Cursor before, Optional<JobAnswer> answer, Instant now) {
      Cursor after = job.cursor();
      return new StatusChanged(
          job,
          now,
          after.status(),
          Optional.of(before.status()),
          after.attempt(),
          after.statusSequence(),
          mayBeAgain(before, after),
          answer);
    }

    /** An end is told once, and so is what comes first behind the queue or a new dispatch. */
    private static boolean mayBeAgain(Cursor before, Cursor after) {
      return before.attempt() == after.attempt()
          && !after.status().terminal()
          && (before.status().equals(after.status())
              || (before.started() && before.retries() == after.retries()));
    }
  }

  /**
   * One chunk of the job's stream.
   *
   * @param readerEpoch start of the task that read it, in epoch ms
   */
  record ChunkRead(
      Job job,
      Instant observedAt,
      long sequence,
      int attempt,
      int retries,
      boolean gapBefore,
      long readerEpoch,
      JobAnswer.Chunk chunk)
      implements JobEvent {}

  /** The end marker of the job's stream. */
  record StreamEnded(
      Job job,
      Instant observedAt,
      long chunkCount,
      int attempt,
      int retries,
      boolean complete,
      long readerEpoch)
      implements JobEvent {}

  /**
   * How an attempt ended.
   *
   * @param answer RunPod's last word, empty if there was none to be had
   * @param error why there is no usable answer; the answer's own error otherwise
   */
  record ResultReady(
      Job job,
      Instant observedAt,
      JobStatus status,
      int attempt,
      OptionalLong chunkCount,
      Optional<JobAnswer> answer,
      Optional<JobError> error,
      Optional<ExpiredReason> expired)
      implements JobEvent {}

  /**
   * Something the commands connector is asked to do to the job.
   *
   * @param reason for people
   */
  record CommandIssued(Job job, Instant observedAt, Command command, int attempt, String reason)
      implements JobEvent {

    /** What a job's terms can ask for. */
    public enum Command {
      CANCEL,
      RETRY
    }
  }

  /** Why a result was gone before it could be read. */
  enum ExpiredReason {
    /** RunPod keeps results for 30 minutes only. */
    RETENTION,
    /** The job's own time to live had passed. */
    TTL,
    /** RunPod does not say. */
    UNKNOWN
  }
}
