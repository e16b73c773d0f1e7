package io.runpod.kafka.connect.job;

import java.time.Instant;

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
 * @param care what was done for the attempt without being asked for
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
    boolean over,
    CareTaken care) {
  public static final int NO_RETRIES = -1;

  /** Where every job begins: its IN_QUEUE is told, nothing else. */
  public static final Cursor QUEUED =
      new Cursor(JobStatus.IN_QUEUE, 0, 1, NO_RETRIES, 0, 0, false, false, false, false);

  /** Of an attempt that nothing was done for. */
  public Cursor(
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
    this(
        status,
        statusSequence,
        attempt,
        retries,
        progressHash,
        chunks,
        gapAhead,
        gapTold,
        started,
        over,
        CareTaken.NONE);
  }

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
        over,
        care);
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
        over,
        care);
  }

  /** So many have been told, and with what gaps between them is not known. */
  Cursor withChunks(long told) {
    return new Cursor(
        status,
        statusSequence,
        attempt,
        retries,
        progressHash,
        told,
        false,
        true,
        started,
        over,
        care);
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
        over,
        care);
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
        true,
        care);
  }

  Cursor with(CareTaken newCare) {
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
        over,
        newCare);
  }

  /** The job lives again: its being queued is told, its chunks are numbered from 0. */
  Cursor nextAttempt(Instant now) {
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
        false,
        CareTaken.begun(now));
  }
}
