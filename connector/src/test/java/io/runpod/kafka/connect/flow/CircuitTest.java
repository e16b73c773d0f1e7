package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Circuit circuit = new Circuit();
  private long now = Long.MAX_VALUE - SECOND;

  @Test
  void letsEverythingThroughWhileOneInTwentyIsAnswered() {
    for (int i = 0; i < 100; i++) {
      for (int failure = 1; failure < Circuit.FAILURES; failure++) {
        assertThat(circuit.failed(now)).isFalse();
      }
      circuit.answered();
    }
    assertThat(circuit.nanosToNext(now)).isZero();
  }

  @Test
  void triesOneCallAtATimeAtGrowingIntervals() {
    assertThat(breakIt()).isEqualTo(1);

    long waited = 0;
    for (int i = 0; i < 7; i++) {
      waited += circuit.nanosToNext(now) / SECOND;
      now += circuit.nanosToNext(now);
      circuit.called(now);
      assertThat(circuit.nanosToNext(now)).isPositive();
      assertThat(circuit.failed(now)).isFalse();
    }

    assertThat(waited).isEqualTo(1 + 2 + 4 + 8 + 10 + 10 + 10);
  }

  @Test
  void callsThatWereOpenWhenItBrokeDoNotPutOffTheTrial() {
    breakIt();
    now += SECOND / 2;
    for (int i = 0; i < 80; i++) {
      circuit.failed(now);
    }
    assertThat(circuit.nanosToNext(now)).isEqualTo(SECOND / 2);
  }

  @Test
  void oneAnswerOpensTheWayForAllAndTheNextTroubleBeginsAnew() {
    breakIt();
    now += SECOND;
    circuit.called(now);
    circuit.failed(now);
    circuit.answered();
    assertThat(circuit.broken()).isFalse();
    assertThat(circuit.nanosToNext(now)).isZero();

    breakIt();
    assertThat(circuit.nanosToNext(now)).isEqualTo(SECOND);
  }

  @Test
  void doesNotWaitForEverForATrialWhoseOutcomeNobodyTells() {
    breakIt();
    now += SECOND;
    circuit.called(now);
    assertThat(circuit.nanosToNext(now)).isEqualTo(Circuit.LONGEST.toNanos());
  }

  /** How often it said that this was the call too many. */
  private int breakIt() {
    int broke = 0;
    for (int i = 0; i < 50; i++) {
      broke += circuit.failed(now) ? 1 : 0;
    }
    return broke;
  }
}
