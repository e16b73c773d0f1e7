package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class BackoffTest {

  @Property
  void doublesBetweenHalfAndWholeUpToTheCap(
      @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int attempt,
      @ForAll @LongRange(min = 1, max = 600_000) long first,
      @ForAll @LongRange(min = 1, max = 3_600_000) long cap,
      @ForAll long seed) {
    Backoff backoff = new Backoff(Duration.ofMillis(first), Duration.ofMillis(cap));

    long wait = backoff.delay(attempt, Optional.empty(), new Random(seed)).toMillis();

    double ceiling = Math.min((double) cap, first * Math.pow(2, Math.min(30, attempt - 1)));
    assertThat(wait).isBetween((long) ceiling / 2, (long) ceiling);
  }

  @Property
  void honoursWhatTheServerAsksForUpToTheCap(
      @ForAll @LongRange(min = 500, max = 100_000) long wish, @ForAll long seed) {
    Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(60));

    Duration wait = backoff.delay(9, Optional.of(Duration.ofMillis(wish)), new Random(seed));

    assertThat(wait).isEqualTo(Duration.ofMillis(Math.min(wish, 60_000)));
  }

  @Example
  void doesNotHammerAServerThatAsksForNoWait() {
    Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(60));

    assertThat(backoff.delay(1, Optional.of(Duration.ZERO), new Random(1)))
        .isGreaterThanOrEqualTo(Duration.ofMillis(250));
  }
}
