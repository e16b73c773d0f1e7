package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerLimitTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long START = -3 * SECOND; // a monotonic clock may begin below zero

  private final WorkerLimit limit = new WorkerLimit(2_000, 50);

  @Test
  void growsWithTheWorkersOfTwoReadings() {
    assertThat(limit.at(START)).isEqualTo(2_000);

    limit.read(100, START);
    assertThat(limit.at(START)).isEqualTo(2_000);
    limit.read(120, START + 10 * SECOND);
    assertThat(limit.at(START + 10 * SECOND)).isEqualTo(5_000);
    limit.read(60, START + 20 * SECOND);
    assertThat(limit.at(START + 20 * SECOND)).isEqualTo(3_000);
  }

  @Test
  void isNeverBelowTheBase() {
    limit.read(3, 0);
    limit.read(3, SECOND);

    assertThat(limit.at(SECOND)).isEqualTo(2_000);
  }

  @Test
  void fallsBackToTheBaseWithoutReadings() {
    grown(0);

    assertThat(limit.at(59 * SECOND)).isEqualTo(5_000);
    assertThat(limit.at(60 * SECOND)).isEqualTo(2_000);
    limit.read(100, 200 * SECOND);
    assertThat(limit.at(200 * SECOND)).isEqualTo(2_000);
  }

  @Test
  void growsNotWhereWorkersDoNotCount() {
    WorkerLimit flat = new WorkerLimit(2_000, 0);
    flat.read(1_000, 0);
    flat.read(1_000, SECOND);

    assertThat(flat.at(SECOND)).isEqualTo(2_000);
    assertThat(flat.grows()).isFalse();
    assertThat(limit.grows()).isTrue();
  }

  @Test
  void thePaceFollowsItUpAndDown() {
    Pace pace = LonePace.of(2_000, 0);
    pace.limit(4_000, SECOND);
    assertThat(pace.perSecond(SECOND)).isCloseTo(394, within(0.5));

    pace.limit(2_000, 60 * SECOND);
    assertThat(pace.perSecond(60 * SECOND)).isCloseTo(197, within(0.5));
  }

  private void grown(long now) {
    limit.read(100, now - 10 * SECOND);
    limit.read(100, now);
  }
}
