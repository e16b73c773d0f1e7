package io.runpod.kafka.simulator;

/**
 * The states of a job as the API names them, and {@link #GONE} for a job the API no longer knows.
 *
 * <p>{@code RUNNING} of the documentation is never seen in an answer and is left out on purpose.
 */
public enum JobState {
  IN_QUEUE,
  IN_PROGRESS,
  COMPLETED,
  FAILED,
  CANCELLED,
  TIMED_OUT,
  /** Expired or purged: every call about the job answers 404. Never part of an answer. */
  GONE;

  /** True for the four states a job ends in while the API still knows it. */
  public boolean isTerminal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED || this == TIMED_OUT;
  }
}
