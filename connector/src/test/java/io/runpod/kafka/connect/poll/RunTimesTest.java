package io.runpod.kafka.connect.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunTimesTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final RunTimes times = new RunTimes();

  @Test
  void nothingIsUnusualBeforeSomeHaveEnded() {
    ran(15, SECOND);

    assertThat(times.unusual(3_600 * SECOND)).isFalse();
  }

  @Test
  void unusualIsFourTimesWhatNearlyAllTook() {
    ran(64, SECOND);

    assertThat(times.unusual(4 * SECOND)).isFalse();
    assertThat(times.unusual(5 * SECOND)).isTrue();
  }

  @Test
  void fewThatTakeAnHourChangeNothingAndManyDo() {
    ran(124, SECOND);
    ran(4, 3_600 * SECOND);
    assertThat(times.unusual(60 * SECOND)).isTrue();

    ran(16, 3_600 * SECOND);
    assertThat(times.unusual(60 * SECOND)).isFalse();
  }

  private void ran(int jobs, long nanos) {
    for (int i = 0; i < jobs; i++) {
      times.add(nanos);
    }
  }
}
