package io.runpod.kafka.connect.flow;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the same call is made again: exponential with full jitter, or what the
 * server asked for, both capped.
 */
public record Backoff(Duration first, Duration cap) {

  /** The delay before attempt {@code attempt + 1}; {@code attempt} counts from 1. */
  public Duration delay(int attempt, Optional<Duration> retryAfter, RandomGenerator random) {
    if (retryAfter.isPresent()) {
      return retryAfter.get().compareTo(cap) > 0 ? cap : retryAfter.get();
    }
    long ceiling =
        Math.min(cap.toMillis(), first.toMillis() << Math.min(30, Math.max(0, attempt - 1)));
    if (ceiling <= 0) {
      ceiling = cap.toMillis();
    }
    // never at once: half of the ceiling is certain, the other half is jitter
    return Duration.ofMillis(ceiling / 2 + random.nextLong(ceiling / 2 + 1));
  }
}
