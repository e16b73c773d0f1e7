package io.runpod.kafka.connect.metrics;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * How long something took of late: the last {@value #SIZE} times of the last minute. Any thread
 * adds and asks; none waits.
 */
public final class Latencies {
  static final int SIZE = 1_024;
  private static final long WINDOW = Duration.ofMinutes(1).toNanos();

  private final LongSupplier clock;
  private final AtomicReferenceArray<Took> latest = new AtomicReferenceArray<>(SIZE);
  private final AtomicInteger next = new AtomicInteger();

  private record Took(long at, long nanos) {}

  public Latencies() {
    this(System::nanoTime);
  }

  /**
   * @param clock ns of a monotonic clock
   */
  Latencies(LongSupplier clock) {
    this.clock = clock;
  }

  public void add(Duration took) {
    latest.set(
        Math.floorMod(next.getAndIncrement(), SIZE), new Took(clock.getAsLong(), took.toNanos()));
  }

  /**
   * The time that {@code percent} of them took at most.
   *
   * @return in ms; not a number if there were none in the last minute
   */
  public double percentile(int percent) {
    long now = clock.getAsLong();
    long[] sorted =
        IntStream.range(0, SIZE)
            .mapToObj(latest::get)
            .filter(took -> took != null && now - took.at <= WINDOW)
            .mapToLong(Took::nanos)
            .sorted()
            .toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    // in whole numbers: 63 % of 100 are not 63.00000000000001
    int rank = (percent * sorted.length + 99) / 100;
    return sorted[Math.max(1, rank) - 1] / 1e6;
  }

  /**
   * Shows the median and the 99th percentile.
   *
   * @param name of the gauges, without their percent and unit
   * @param what took the time, as the end of a sentence
   */
  public void show(Metrics metrics, String name, String what) {
    metrics.gauge(name + "-p50-ms", "Median time " + what, () -> percentile(50));
    metrics.gauge(name + "-p99-ms", "99th percentile of the time " + what, () -> percentile(99));
  }
}
