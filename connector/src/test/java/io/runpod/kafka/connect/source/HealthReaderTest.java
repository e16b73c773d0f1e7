package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.job.EndpointId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HealthReaderTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final EndpointWatch watch =
      new EndpointWatch(new EndpointId("ep1"), new KnownEndpoints(Set.of()));
  private final HealthReader health = new HealthReader(INTERVAL, watch);
  private final Instant start = Instant.EPOCH;

  @Test
  void asksAtOnceAndThenAnIntervalBehindEachAnswer() {
    assertThat(health.due(false, start)).isTrue();
    health.read(answer(), start.plusSeconds(1));

    assertThat(health.due(false, start.plusSeconds(10))).isFalse();
    assertThat(health.due(false, start.plusSeconds(11))).isTrue();
  }

  @Test
  void doesNotAskAgainBeforeTheAnswerOrInItsMomentWhateverItIs() {
    assertThat(health.due(false, start)).isTrue();
    assertThat(health.due(false, start.plusSeconds(30))).isFalse();

    health.read(new Answer.Lost("took too long"), start.plusSeconds(31));

    assertThat(health.due(false, start.plusSeconds(31))).isFalse();
    assertThat(health.due(false, start.plusSeconds(41))).isTrue();
  }

  @Test
  void asksOnceEarlyAndAgainWhileThereAreMoreWorkersEachTime() {
    assertThat(health.due(false, start)).isTrue();
    assertThat(health.due(true, start.plusSeconds(30))).isFalse();
    health.read(answer(0), start.plusSeconds(30));

    assertThat(health.due(true, start.plusMillis(31_999))).isFalse();
    assertThat(health.due(false, start.plusSeconds(32))).isFalse();
    assertThat(health.due(true, start.plusSeconds(32))).isTrue();
    health.read(answer(5), start.plusSeconds(32));

    assertThat(health.due(true, start.plusSeconds(34))).isTrue();
    health.read(answer(5), start.plusSeconds(34));

    assertThat(health.due(true, start.plusMillis(43_999))).isFalse();
    assertThat(health.due(true, start.plusSeconds(44))).isTrue();
    health.read(answer(5), start.plusSeconds(44));

    assertThat(health.due(true, start.plusSeconds(46))).isTrue();
  }

  @Test
  void asksNoEarlierWhereItCannotBeRead() {
    assertThat(health.due(true, start)).isTrue();
    health.read(new Answer.Lost("took too long"), start);

    assertThat(health.due(true, start.plusMillis(9_999))).isFalse();
    assertThat(health.due(true, start.plusSeconds(10))).isTrue();
  }

  @Test
  void asksNoLaterForBeingWanted() {
    HealthReader often = new HealthReader(Duration.ofSeconds(1), watch);
    assertThat(often.due(true, start)).isTrue();
    often.read(answer(0), start);

    assertThat(often.due(true, start.plusSeconds(1))).isTrue();
  }

  @Test
  void aPageInPlaceOfTheCountersIsAFailure() {
    for (int second = 0; second <= 20; second += 10) {
      assertThat(health.read(page(), start.plusSeconds(second))).isEmpty();
    }
    assertThat(watch.health().lastingMs()).isEqualTo(20_000);
    assertThat(watch.polls().lastingMs()).isZero();

    health.read(answer(), start.plusSeconds(30));
    assertThat(watch.health().lastingMs()).isZero();
  }

  private static Answer page() {
    return new Answer.Response(
        200, "<html>Sign in</html>".getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  private static Answer answer() {
    return answer(0);
  }

  private static Answer answer(int running) {
    String body = "{\"jobs\":{},\"workers\":{\"running\":" + running + "}}";
    return new Answer.Response(200, body.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }
}
