package io.runpod.kafka.connect.poll;

import java.util.Arrays;

/**
 * How long jobs took of late, and which take so much longer that they will hardly end in the next
 * moment. Not thread-safe.
 */
final class RunTimes {
  private static final int KEPT = 128;
  private static final int NEEDED = 16;

  /** Of the jobs that have ended, so many took no longer than the time that is usual. */
  private static final double USUAL = 0.95;

  private static final int UNUSUAL = 4;

  private final long[] latest = new long[KEPT];
  private int added;
  private long usual = Long.MAX_VALUE / UNUSUAL;

  /** A job has ended that took so long. */
  void add(long nanos) {
    latest[added % KEPT] = nanos;
    added++;
    if (added % NEEDED == 0) {
      long[] sorted = Arrays.copyOf(latest, Math.min(added, KEPT));
      Arrays.sort(sorted);
      usual = Math.min(Long.MAX_VALUE / UNUSUAL, sorted[(int) (sorted.length * USUAL)]);
    }
  }

  /** True if nearly all others had ended in a fourth of that time. */
  boolean unusual(long nanos) {
    return nanos > UNUSUAL * usual;
  }
}
