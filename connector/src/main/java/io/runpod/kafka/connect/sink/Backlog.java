package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.metrics.Metrics;
import java.time.Duration;
import java.util.OptionalLong;

/** What a task has taken in and not finished. Written by the task's thread, read by any. */
final class Backlog {
  private volatile int records;
  private volatile long bytes;
  private volatile OptionalLong oldest = OptionalLong.empty();

  /**
   * @param oldest when the oldest of them was taken in, in ns of the JVM's monotonic clock
   */
  void is(int records, long bytes, OptionalLong oldest) {
    this.records = records;
    this.bytes = bytes;
    this.oldest = oldest;
  }

  void show(Metrics metrics) {
    metrics.gauge(
        "queued",
        "Records taken in of which neither a ledger entry nor a dead letter is acknowledged.",
        () -> records);
    metrics.gauge("buffered-bytes", "Bytes of their request bodies.", () -> bytes);
    metrics.gauge(
        "oldest-unfinished-age-ms",
        "For how long the oldest of them has been in, in ms; 0 if there is none.",
        this::ageMs);
  }

  private long ageMs() {
    OptionalLong since = oldest;
    return since.isEmpty()
        ? 0
        : Duration.ofNanos(Math.max(0, System.nanoTime() - since.getAsLong())).toMillis();
  }
}
