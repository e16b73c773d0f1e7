package io.runpod.kafka.sandbox.bench;

import java.util.Arrays;
import java.util.Collection;

/** Percentiles of a set of times. */
final class Percentiles {
  private final long[] sorted;

  Percentiles(Collection<Long> values) {
    sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
  }

  /** The value that {@code share} of all do not exceed. */
  long at(double share) {
    return sorted[(int) Math.min(sorted.length - 1L, (long) Math.ceil(share * sorted.length) - 1)];
  }

  @Override
  public String toString() {
    return Arrays.toString(sorted);
  }
}
