package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Test
  void cutsTheRateOnceForAnswersThatComeTogether() {
    AdaptiveRate rate = new AdaptiveRate(100, 0);
    for (int i = 0; i < 50; i++) {
      rate.throttled(i);
    }
    assertThat(rate.at(50)).isCloseTo(50, within(0.1));

    rate.throttled(SECOND);
    assertThat(rate.at(SECOND)).isCloseTo(27.5, within(0.1));
  }

  @Test
  void climbsBackToTheCeilingAndNoFurther() {
    AdaptiveRate rate = new AdaptiveRate(100, 0);
    rate.throttled(0);
    assertThat(rate.at(4 * SECOND)).isCloseTo(70, within(0.1));
    assertThat(rate.at(1_000 * SECOND)).isEqualTo(100);
  }

  @Test
  void neverFallsToNothing() {
    AdaptiveRate rate = new AdaptiveRate(100, 0);
    for (int second = 0; second < 100; second++) {
      rate.throttled(second * SECOND);
    }
    assertThat(rate.at(100 * SECOND)).isGreaterThanOrEqualTo(1);
  }

  @Test
  void isSilentUntilTheServerAllowsAgain() {
    Pace pace = LonePace.of(1_000, 0);
    pace.quiet(5 * SECOND);
    pace.quiet(2 * SECOND);

    assertThat(pace.tryTake(4 * SECOND)).isFalse();
    assertThat(pace.nanosToNext(4 * SECOND)).isEqualTo(SECOND);
    assertThat(pace.tryTake(5 * SECOND)).isTrue();
  }

  @Test
  void stopsTakingInAtTheHighMarkAndGoesOnAtHalf() {
    WaterMarks marks = new WaterMarks(10, 1_000);
    assertThat(marks.full(9, 999)).isFalse();
    assertThat(marks.full(10, 0)).isTrue();
    assertThat(marks.full(6, 0)).isTrue();
    assertThat(marks.full(5, 0)).isFalse();
    assertThat(marks.full(1, 1_000)).isTrue();
    assertThat(marks.full(1, 501)).isTrue();
    assertThat(marks.full(1, 500)).isFalse();
  }

  @Test
  void lendsTheRightToSendAtEverySignOfLife() {
    SendLease lease = new SendLease(Duration.ofSeconds(10), 0);
    assertThat(lease.seen(SECOND)).isEqualTo(11 * SECOND);
    assertThat(lease.seen(2 * SECOND)).isEqualTo(12 * SECOND);
  }

  @Test
  void doesNotTrustTheFirstSignOfLifeAfterALongPause() {
    SendLease lease = new SendLease(Duration.ofSeconds(10), 0);
    lease.seen(SECOND);

    assertThat(lease.seen(60 * SECOND)).isLessThanOrEqualTo(60 * SECOND);
    assertThat(lease.seen(61 * SECOND)).isEqualTo(71 * SECOND);
  }
}
