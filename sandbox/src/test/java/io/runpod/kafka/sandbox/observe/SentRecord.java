package io.runpod.kafka.sandbox.observe;

/**
 * An input record.
 *
 * @param number by which the simulator's jobs are told apart: the {@code n} in the job's input
 * @param at where the broker put it
 * @param meant what is to become of it
 */
public record SentRecord(int number, Coordinates at, Fate meant) {
  /** What can become of an input record. */
  public enum Fate {
    JOB,
    DEAD_LETTER,
    /** One of the two: whoever sent it leaves it to circumstances. */
    EITHER
  }
}
