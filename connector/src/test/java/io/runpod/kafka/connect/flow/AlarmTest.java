package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AlarmTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  // a monotonic clock may overflow
  private final long start = Long.MAX_VALUE - 10 * SECOND;
  private final Alarm alarm = new Alarm();

  @Test
  void manyFailuresWithinAMomentAreNoNews() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(alarm.failed(start + i)).isFalse();
    }
    assertThat(alarm.failed(start + 10 * SECOND)).isTrue();
  }

  @Test
  void twoFailuresAreNoNewsHoweverFarApart() {
    assertThat(alarm.failed(start)).isFalse();
    assertThat(alarm.failed(start + 3_600 * SECOND)).isFalse();
    assertThat(alarm.failed(start + 3_601 * SECOND)).isTrue();
  }

  @Test
  void isRaisedAgainOnceAMinuteWhileItLasts() {
    int raised = 0;
    for (int second = 0; second < 310; second++) {
      raised += alarm.failed(start + second * SECOND) ? 1 : 0;
    }
    assertThat(raised).isEqualTo(5);
    assertThat(alarm.lasting()).isEqualTo(Duration.ofSeconds(309));
  }

  @Test
  void anAnswerEndsItOnce() {
    fail(0, 20);

    assertThat(alarm.answered()).isTrue();
    assertThat(alarm.answered()).isFalse();
    assertThat(alarm.lasting()).isZero();
  }

  @Test
  void anAnswerAmongFailuresStartsTheCountAnew() {
    alarm.failed(start);
    alarm.failed(start + 9 * SECOND);
    assertThat(alarm.answered()).isFalse();

    assertThat(alarm.failed(start + 10 * SECOND)).isFalse();
    assertThat(alarm.failed(start + 15 * SECOND)).isFalse();
    assertThat(alarm.failed(start + 19 * SECOND)).isFalse();
    assertThat(alarm.failed(start + 20 * SECOND)).isTrue();
  }

  @Test
  void isRaisedOnceAMinuteTooWhereItComesAndGoes() {
    assertThat(fail(0, 12)).isEqualTo(1);
    alarm.answered();
    assertThat(fail(20, 60)).isZero();
    assertThat(alarm.answered()).isFalse();
    assertThat(fail(61, 80)).isEqualTo(1);
    assertThat(alarm.answered()).isTrue();
  }

  private int fail(int from, int to) {
    int raised = 0;
    for (int second = from; second < to; second++) {
      raised += alarm.failed(start + second * SECOND) ? 1 : 0;
    }
    return raised;
  }
}
