package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class AdaptiveRatePropertyTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** Odd pauses end in a complaint of the server. */
  @Property(tries = 300)
  void staysBetweenFloorAndCeilingAndRisesOnlyAsFastAsItSays(
      @ForAll @DoubleRange(min = 0.1, max = 1_000) double ceiling,
      @ForAll @LongRange(min = Long.MIN_VALUE / 2, max = Long.MAX_VALUE / 2) long start,
      @ForAll @Size(max = 200) List<@LongRange(min = 0, max = 3_000_000_000L) Long> pauses) {
    AdaptiveRate rate = new AdaptiveRate(ceiling, start);
    long now = start;
    double before = ceiling;
    for (long pause : pauses) {
      now += pause;
      double risen = Math.min(ceiling, before + ceiling * pause / (20.0 * SECOND));
      assertThat(rate.at(now)).isCloseTo(risen, within(ceiling * 1e-6));
      before = rate.at(now);
      if (pause % 2 == 1) {
        rate.throttled(now);
        assertThat(rate.at(now)).isLessThanOrEqualTo(before);
        before = rate.at(now);
      }
      assertThat(before).isBetween(ceiling / 100, ceiling);
    }
  }

  @Property(tries = 200)
  void halvesOncePerSecondHoweverManyComplaintsCome(
      @ForAll @DoubleRange(min = 0.1, max = 1_000) double ceiling,
      @ForAll @Size(min = 1, max = 50) List<@LongRange(min = 0, max = 19_999_999L) Long> pauses) {
    AdaptiveRate rate = new AdaptiveRate(ceiling, 0);
    long now = 0;
    for (long pause : pauses) {
      now += pause;
      rate.throttled(now);
    }
    assertThat(rate.at(now)).isGreaterThanOrEqualTo(ceiling / 2);
  }

  @Property(tries = 200)
  void isBackAtTheCeilingTwentySecondsAfterTheLastComplaint(
      @ForAll @DoubleRange(min = 0.1, max = 1_000) double ceiling,
      @ForAll @Size(max = 50) List<@LongRange(min = 0, max = 5_000_000_000L) Long> pauses) {
    AdaptiveRate rate = new AdaptiveRate(ceiling, 0);
    long now = 0;
    for (long pause : pauses) {
      now += pause;
      rate.throttled(now);
    }
    assertThat(rate.at(now + 20 * SECOND)).isCloseTo(ceiling, within(ceiling * 1e-6));
  }
}
