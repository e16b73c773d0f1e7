package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final String REASON = "runpod.api.key: HTTP 401";

  // a monotonic clock may overflow
  private final long start = Long.MAX_VALUE - 10 * SECOND;
  private final Patience patience = new Patience();

  @Test
  void aRefusalOfTheFirstCallEndsItAtOnce() {
    assertThat(patience.refused(REASON, start)).contains(REASON);
  }

  @Test
  void anEndpointThatHasWorkedIsGivenTwoMinutes() {
    patience.answered();

    assertThat(patience.refused(REASON, start)).isEmpty();
    assertThat(patience.refused(REASON, start + 119 * SECOND)).isEmpty();
    assertThat(patience.refused(REASON, start + 120 * SECOND))
        .hasValueSatisfying(reason -> assertThat(reason).startsWith(REASON).contains("120 s"));
  }

  @Test
  void anEndpointThatIsKnownToWorkIsGivenTwoMinutesToo() {
    patience.known();

    assertThat(patience.refused()).isFalse();
    assertThat(patience.refused(REASON, start)).isEmpty();
    assertThat(patience.refused(REASON, start + 120 * SECOND)).isPresent();
  }

  @Test
  void anAnswerEndsTheTroubleAndTheNextIsGivenTwoMinutesAgain() {
    patience.answered();
    patience.refused(REASON, start);
    patience.answered();

    assertThat(patience.refused()).isFalse();
    assertThat(patience.refused(REASON, start + 121 * SECOND)).isEmpty();
  }

  @Test
  void callsOnceInFiveSecondsWhileItIsRefused() {
    patience.answered();
    patience.called(start);
    assertThat(patience.callable(start)).isTrue();

    patience.refused(REASON, start + SECOND);

    assertThat(patience.callable(start + SECOND)).isFalse();
    assertThat(patience.nanosToNext(start + SECOND)).isEqualTo(4 * SECOND);
    assertThat(patience.callable(start + 5 * SECOND)).isTrue();
    patience.called(start + 5 * SECOND);
    assertThat(patience.callable(start + 9 * SECOND)).isFalse();
    patience.answered();
    assertThat(patience.callable(start + 9 * SECOND)).isTrue();
  }
}
