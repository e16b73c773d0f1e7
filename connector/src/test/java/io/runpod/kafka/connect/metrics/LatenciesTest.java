package io.runpod.kafka.connect.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LatenciesTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
  private final Latencies latencies = new Latencies(now::get);

  @Example
  void isNoNumberWhereThereIsNothingToTell() {
    assertThat(latencies.percentile(50)).isNaN();
  }

  @Example
  void oneTimeIsEveryPercentile() {
    took(7);
    assertThat(latencies.percentile(50)).isEqualTo(7);
    assertThat(latencies.percentile(99)).isEqualTo(7);
  }

  @Example
  void forgetsWhatIsOlderThanAMinute() {
    took(1_000);
    now.addAndGet(Duration.ofSeconds(61).toNanos());
    took(5);
    assertThat(latencies.percentile(99)).isEqualTo(5);
    now.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(latencies.percentile(99)).isNaN();
  }

  @Example
  void keepsTheLatestOnly() {
    took(1_000_000);
    for (int i = 0; i < Latencies.SIZE; i++) {
      took(3);
    }
    assertThat(latencies.percentile(100)).isEqualTo(3);
  }

  @Property
  void isTheSmallestTimeThatAsManyAsSaidTookAtMost(
      @ForAll @Size(min = 1, max = Latencies.SIZE) int[] times,
      @ForAll @IntRange(min = 1, max = 100) int percent) {
    Latencies fresh = new Latencies(now::get);
    for (int time : times) {
      fresh.add(Duration.ofMillis(time));
    }
    double percentile = fresh.percentile(percent);
    long within = Arrays.stream(times).filter(time -> time <= percentile).count();
    long below = Arrays.stream(times).filter(time -> time < percentile).count();
    assertThat(within * 100).isGreaterThanOrEqualTo((long) percent * times.length);
    assertThat(below * 100).isLessThan((long) percent * times.length);
  }

  private void took(long millis) {
    latencies.add(Duration.ofMillis(millis));
  }
}
