package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.job.EndpointId;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EndpointWatchTest {
  private static final Fate.Fatal REFUSED = new Fate.Fatal("runpod.api.key", "HTTP 401");
  private final EndpointWatch watch =
      new EndpointWatch(new EndpointId("ep1"), new KnownEndpoints(Set.of()));

  @Test
  void aRefusalOfTheFirstCallFailsAtOnceAndNamesTheSetting() {
    assertThat(watch.refused(REFUSED, NOW))
        .hasValueSatisfying(reason -> assertThat(reason).contains("runpod.api.key", "401"));
  }

  @Test
  void anEndpointThatHasAnsweredIsGivenTwoMinutes() {
    watch.answered(NOW);

    assertThat(watch.refused(REFUSED, NOW.plusSeconds(1))).isEmpty();
    assertThat(watch.refused(REFUSED, NOW.plusSeconds(120))).isEmpty();
    assertThat(watch.refused(REFUSED, NOW.plusSeconds(121))).isPresent();
  }

  @Test
  void anEndpointThatNeverWorkedFailsNothingWhileOthersWork() {
    EndpointId other = new EndpointId("ep2");
    KnownEndpoints known = new KnownEndpoints(Set.of(new EndpointId("ep1"), other));
    EndpointWatch wrong = new EndpointWatch(new EndpointId("ep1"), known);
    new EndpointWatch(other, known).answered(NOW);

    assertThat(wrong.refused(REFUSED, NOW)).isEmpty();
    assertThat(wrong.refused(REFUSED, NOW.plusSeconds(500))).isEmpty();
  }

  @Test
  void anAnswerEndsTheTrouble() {
    watch.answered(NOW);
    watch.refused(REFUSED, NOW.plusSeconds(1));
    watch.answered(NOW.plusSeconds(100));

    assertThat(watch.refused(REFUSED, NOW.plusSeconds(130))).isEmpty();
  }

  @Test
  void asksOnlyNowAndThenWhileItIsRefused() {
    watch.answered(NOW);
    watch.called(NOW);
    watch.refused(REFUSED, NOW);

    assertThat(watch.callable(NOW.plusSeconds(1))).isFalse();
    assertThat(watch.callable(NOW.plusSeconds(5))).isTrue();
  }

  @Test
  void asksOnlyNowAndThenWhileNothingIsAnswered() {
    Fate.Retry noConnection = new Fate.Retry("connection refused", Optional.empty(), false);
    for (int i = 0; i < 20; i++) {
      assertThat(watch.callable(NOW)).isTrue();
      watch.heard(noConnection, NOW);
    }
    assertThat(watch.callable(NOW.plusMillis(999))).isFalse();
    assertThat(watch.callable(NOW.plusMillis(1_000))).isTrue();

    watch.heard(new Fate.Retry("HTTP 429", Optional.empty(), true), NOW.plusMillis(1_001));
    assertThat(watch.callable(NOW.plusMillis(1_001))).isTrue();
  }
}
