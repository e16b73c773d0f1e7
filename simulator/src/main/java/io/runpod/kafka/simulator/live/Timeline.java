package io.runpod.kafka.simulator.live;

import java.time.Duration;
import java.time.Instant;

/**
 * Simulated time: real time from a start, {@code speed} times as fast, plus the jumps made so far.
 * Speed 0 is time that moves by jumps alone. Thread-safe.
 */
final class Timeline {

  private static final double NANOS_PER_MS = 1e6;

  private final double speed;
  private final long startNanos = System.nanoTime();
  private final long startMs;
  private volatile long jumpedMs;

  Timeline(Instant start, double speed) {
    this.startMs = start.toEpochMilli();
    this.speed = speed;
  }

  /** Simulated epoch milliseconds. */
  long now() {
    double elapsedMs = (System.nanoTime() - startNanos) / NANOS_PER_MS;
    return startMs + jumpedMs + (long) (elapsedMs * speed);
  }

  boolean standsStill() {
    return speed == 0;
  }

  /** Real nanoseconds until the simulated {@code due}; 0 if it has passed. */
  long nanosUntil(long due) {
    double nanos = (due - now()) * NANOS_PER_MS / speed;
    return (long) Math.max(0, Math.min(nanos, (double) Duration.ofHours(1).toNanos()));
  }

  /** Moves the time to {@code due} if it is not there yet; one thread at a time. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void jumpTo(long due) {
    jumpedMs = jumpedMs + Math.max(0, due - now());
  }
}
