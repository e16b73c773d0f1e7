package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SnapshotPaceTest {
  @Example
  void nothingWaitsForASmallSnapshot() {
    assertThat(SnapshotPace.linger(SnapshotPace.SMALL, 0)).isZero();
  }

  @Example
  void resultsThatAreWorthTheirSnapshotDoNotWait() {
    assertThat(SnapshotPace.linger(20_000, 20)).isZero();
    assertThat(SnapshotPace.linger(20_000, 1)).isPositive();
  }

  @Example
  void nothingWaitsLongerThanASecondForASnapshotBelowTheLimit() {
    assertThat(SnapshotPace.linger(SnapshotPace.LARGE, 0)).isEqualTo(Duration.ofSeconds(1));
  }

  @Example
  void whatIsAboveTheLimitWaitsLongerButStillNotLong() {
    assertThat(SnapshotPace.linger(SnapshotPace.TOO_LARGE, 0))
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
  }

  @Property(tries = 300)
  void aLargerSnapshotWaitsNoShorter(
      @ForAll @IntRange(max = 1_000_000) int bytes, @ForAll @IntRange(max = 200) int results) {
    assertThat(SnapshotPace.linger(bytes + 1_000, results))
        .isGreaterThanOrEqualTo(SnapshotPace.linger(bytes, results));
    assertThat(SnapshotPace.linger(bytes, results + 1))
        .isLessThanOrEqualTo(SnapshotPace.linger(bytes, results));
  }

  @Example
  void noNewJobsAreTakenUpAboveTheLastLimit() {
    assertThat(SnapshotPace.readsOn(SnapshotPace.TOO_LARGE - 1)).isTrue();
    assertThat(SnapshotPace.readsOn(SnapshotPace.TOO_LARGE)).isFalse();
  }
}
