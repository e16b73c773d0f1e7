package io.runpod.kafka.connect.flow;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the same call is made again: exponential with full jitter, or what the
 * server asked for if that is longer than the first wait, both capped.
 */
public record Backoff(Duration first, Duration cap) {

  /** The delay before attempt {@code attempt + 1}; {@code attempt} counts from 1. */
  public Duration delay(int attempt, Optional<Duration> retryAfter, RandomGenerator random) {
    if (retryAfter.isPresent()) {
      // a server that asks for no wait at all is not to be hammered
      Duration least = delay(1, Optional.empty(), random);
      Duration wished = retryAfter.get().compareTo(cap) > 0 ? cap : retryAfter.get();
      return wished.compareTo(least) > 0 ? wished : least;
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
