package io.runpod.kafka.connect.poll;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * How long it took until things were seen, in ns. What was not seen counts with its wait so far.
 */
final class Lags {
  private final long[] sorted;

  Lags(LongStream lags) {
    this.sorted = lags.toArray();
    Arrays.sort(sorted);
  }

  int count() {
    return sorted.length;
  }

  /** Seconds at a quantile; not a number if there are none. */
  double seconds(double quantile) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)] / 1e9;
  }
}
