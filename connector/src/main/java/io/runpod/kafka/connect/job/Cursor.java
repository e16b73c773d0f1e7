package io.runpod.kafka.connect.job;

/**
 * How far a job's story has been told: the part of a live job that must outlive its reader.
 *
 * @param status the status of the last status record
 * @param statusSequence number of the last status record, counted over all attempts
 * @param attempt 1, and 1 more after each retry
 * @param retries RunPod's own re-dispatches as last told, {@link #NO_RETRIES} if none were named
 * @param progressHash hash of the progress last told, 0 if none was
 * @param chunks how many chunks of the attempt have been told: the number of the next one
 * @param gapAhead chunks may be missing before the next one
 * @param gapTold a chunk with such a gap before it has been told
 * @param started the attempt has been told to be past IN_QUEUE, so its stream may have been read
 * @param over the attempt's result has been told
 */
public record Cursor(
    JobStatus status,
    long statusSequence,
    int attempt,
    int retries,
    int progressHash,
    long chunks,
    boolean gapAhead,
    boolean gapTold,
    boolean started,
    boolean over) {
  public static final int NO_RETRIES = -1;

  /** Where every job begins: its IN_QUEUE is told, nothing else. */
  public static final Cursor QUEUED =
      new Cursor(JobStatus.IN_QUEUE, 0, 1, NO_RETRIES, 0, 0, false, false, false, false);

  Cursor told(JobStatus newStatus, int newRetries, int newProgressHash) {
    return new Cursor(
        newStatus,
        statusSequence + 1,
        attempt,
        newRetries,
        newProgressHash,
        chunks,
        gapAhead,
        gapTold,
        started || !newStatus.equals(JobStatus.IN_QUEUE),
        over);
  }

  Cursor chunkTold() {
    return new Cursor(
        status,
        statusSequence,
        attempt,
        retries,
        progressHash,
        chunks + 1,
        false,
        gapTold || gapAhead,
        started,
        over);
  }

  Cursor withGapAhead() {
    return new Cursor(
        status,
        statusSequence,
        attempt,
        retries,
        progressHash,
        chunks,
        true,
        gapTold,
        started,
        over);
  }

  Cursor withResultTold() {
    return new Cursor(
        status,
        statusSequence,
        attempt,
        retries,
        progressHash,
        chunks,
        gapAhead,
        gapTold,
        started,
        true);
  }

  /** The job lives again: its being queued is told, its chunks are numbered from 0. */
  Cursor nextAttempt() {
    return new Cursor(
        JobStatus.IN_QUEUE,
        statusSequence + 1,
        attempt + 1,
        NO_RETRIES,
        0,
        0,
        false,
        false,
        false,
        false);
  }
}
