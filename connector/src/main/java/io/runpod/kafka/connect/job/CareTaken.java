package io.runpod.kafka.connect.job;

import java.time.Instant;

/**
 * What was done for an attempt without being asked for. It outlives its reader, so nothing is done
 * twice and no clock starts anew.
 *
 * @param since when the attempt came to where it is, in epoch ms: it was queued, seen to have
 *     started, or asked to be retried; 0 where nothing depends on it, and for the submission
 */
public record CareTaken(long since, Asked asked) {
  public static final CareTaken NONE = new CareTaken(0, Asked.NOTHING);

  /** What was asked of the commands connector for the attempt: one thing at most. */
  public enum Asked {
    NOTHING,
    CANCEL,
    /** A retry; the attempt's result waits for what becomes of it. */
    RETRY,
    /** A retry that was refused or never came: the result is told. */
    RETRY_IN_VAIN
  }

  static CareTaken begun(Instant at) {
    return new CareTaken(at.toEpochMilli(), Asked.NOTHING);
  }

  /** The clock stays: a cancel ends no phase of the job. */
  CareTaken withCancel() {
    return new CareTaken(since, Asked.CANCEL);
  }

  CareTaken withRetry(Instant at) {
    return new CareTaken(at.toEpochMilli(), Asked.RETRY);
  }

  CareTaken withRetryInVain() {
    return new CareTaken(0, Asked.RETRY_IN_VAIN);
  }

  /** The attempt was over, with nothing left in its stream, when its retry was asked for. */
  boolean drained() {
    return asked == Asked.RETRY || asked == Asked.RETRY_IN_VAIN;
  }
}
