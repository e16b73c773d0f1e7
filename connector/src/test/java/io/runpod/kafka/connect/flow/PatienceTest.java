package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.flow.Patience.Others;
import io.runpod.kafka.connect.flow.Patience.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  // a monotonic clock may overflow
  private final long start = Long.MAX_VALUE - 10 * SECOND;
  private final Patience patience = new Patience();

  @Test
  void aRefusalOfTheFirstCallEndsItAtOnce() {
    assertThat(patience.refused(Others.NONE_WORKS, start)).isEqualTo(Verdict.FAIL);
  }

  @Test
  void anEndpointThatHasWorkedIsGivenTwoMinutes() {
    patience.answered();

    assertThat(patience.refused(Others.NONE_WORKS, start)).isEqualTo(Verdict.TRY_AGAIN);
    assertThat(patience.refused(Others.NONE_WORKS, start + 119 * SECOND))
        .isEqualTo(Verdict.TRY_AGAIN);
    assertThat(patience.refused(Others.SOME_WORK, start + 120 * SECOND)).isEqualTo(Verdict.FAIL);
  }

  @Test
  void anEndpointThatIsKnownToWorkIsGivenTwoMinutesToo() {
    patience.known();

    assertThat(patience.refused()).isFalse();
    assertThat(patience.refused(Others.NONE_WORKS, start)).isEqualTo(Verdict.TRY_AGAIN);
    assertThat(patience.refused(Others.NONE_WORKS, start + 120 * SECOND)).isEqualTo(Verdict.FAIL);
  }

  @Test
  void anEndpointThatNeverWorkedIsGivenUpAfterTwoMinutesIfOthersWork() {
    patience.called(start);
    assertThat(patience.refused(Others.SOME_WORK, start)).isEqualTo(Verdict.TRY_AGAIN);
    assertThat(patience.callable(start + SECOND)).isFalse();
    assertThat(patience.refused(Others.SOME_WORK, start + 119 * SECOND))
        .isEqualTo(Verdict.TRY_AGAIN);
    assertThat(patience.refused(Others.SOME_WORK, start + 120 * SECOND)).isEqualTo(Verdict.GIVE_UP);
    assertThat(patience.refused(Others.SOME_WORK, start + 200 * SECOND)).isEqualTo(Verdict.GIVE_UP);
  }

  @Test
  void anEndpointThatNeverWorkedIsWaitedForWhileNotAllOthersAreKnownToRefuse() {
    assertThat(patience.refused(Others.MAY_WORK, start)).isEqualTo(Verdict.TRY_AGAIN);
    assertThat(patience.refused(Others.NONE_WORKS, start + SECOND)).isEqualTo(Verdict.FAIL);
    assertThat(patience.refused(Others.MAY_WORK, start + 120 * SECOND)).isEqualTo(Verdict.FAIL);
  }

  @Test
  void anAnswerEndsTheTroubleAndTheNextIsGivenTwoMinutesAgain() {
    patience.answered();
    patience.refused(Others.NONE_WORKS, start);
    patience.answered();

    assertThat(patience.refused()).isFalse();
    assertThat(patience.refused(Others.NONE_WORKS, start + 121 * SECOND))
        .isEqualTo(Verdict.TRY_AGAIN);
  }

  @Test
  void refusalsThatAreFarApartAreNotOneLongOne() {
    patience.answered();
    patience.refused(Others.NONE_WORKS, start);

    assertThat(patience.refused(Others.NONE_WORKS, start + 3_600 * SECOND))
        .isEqualTo(Verdict.TRY_AGAIN);
    assertThat(patience.refused(Others.NONE_WORKS, start + 3_720 * SECOND)).isEqualTo(Verdict.FAIL);
  }

  @Test
  void callsOnceInFiveSecondsWhileItIsRefused() {
    patience.answered();
    patience.called(start);
    assertThat(patience.callable(start)).isTrue();

    patience.refused(Others.NONE_WORKS, start + SECOND);

    assertThat(patience.callable(start + SECOND)).isFalse();
    assertThat(patience.nanosToNext(start + SECOND)).isEqualTo(4 * SECOND);
    assertThat(patience.callable(start + 5 * SECOND)).isTrue();
    patience.called(start + 5 * SECOND);
    assertThat(patience.callable(start + 9 * SECOND)).isFalse();
    patience.answered();
    assertThat(patience.callable(start + 9 * SECOND)).isTrue();
  }
}
