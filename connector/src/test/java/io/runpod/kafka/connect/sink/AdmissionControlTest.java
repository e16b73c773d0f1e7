package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.flow.Admission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionControlTest {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  @Test
  void readsNoHealthUnlessToldTo() {
    EngineHarness engine = new EngineHarness(Map.of());
    engine.offer("a", "b");
    engine.pass(Duration.ofMinutes(1));
    assertThat(engine.posted()).containsExactly("a", "b");
  }

  @Test
  void submitsWhatThereIsRoomForAndTheRestAfterTheNextReading() {
    EngineHarness engine = engine("runpod.admission.max.queued", "3");
    engine.offer("a", "b", "c", "d");
    assertThat(jobs(engine)).isEmpty();

    health(engine, 1, 1);
    assertThat(jobs(engine)).containsExactly("a", "b");
    engine.accept("a", "b");
    engine.pass(INTERVAL);
    health(engine, 1, 1);

    assertThat(jobs(engine)).containsExactly("a", "b", "c", "d");
  }

  @Test
  void aRefusedJobLeavesItsRoomToTheNext() {
    EngineHarness engine = engine("runpod.admission.max.queued", "1");
    engine.offer("a", "b");
    health(engine, 0, 1);
    engine.answer("a", 400, "");
    assertThat(jobs(engine)).containsExactly("a", "b");
  }

  @Test
  void aJobInDoubtIsTakenToBeInTheQueue() {
    EngineHarness engine = engine("runpod.admission.max.queued", "1");
    engine.offer("a", "b");
    health(engine, 0, 1);
    engine.answer("a", new Answer.Lost("reset"));
    engine.pass(Duration.ofSeconds(4));
    assertThat(jobs(engine)).containsExactly("a");
  }

  @Test
  void anIntentThatIsNotFollowedByItsPostLeavesItsRoom() {
    EngineHarness engine =
        new EngineHarness(
            Map.of("runpod.admission.max.queued", "1", "runpod.submit.in.doubt", "park"));
    engine.ledgerAcknowledges = false;
    engine.offer(1, "a");
    engine.offer(2, "b");
    health(engine, 0, 1);
    assertThat(engine.entries()).containsExactly("Intent");

    var unused = engine.revoke(1L);
    engine.appends.get(0).acknowledged().completeExceptionally(new IllegalStateException("gone"));
    engine.turn();

    assertThat(engine.entries()).containsExactly("Intent", "Intent");
  }

  @Test
  void keepsTheOrderOfAKeyOverAClosedWhile() {
    EngineHarness engine = engine("runpod.admission.max.queued", "1");
    engine.offer("k1", "k2", "k3");
    health(engine, 0, 1);
    engine.accept("k1");
    engine.pass(INTERVAL);
    health(engine, 1, 1);
    engine.pass(INTERVAL);
    health(engine, 0, 1);
    engine.accept("k2");
    engine.pass(INTERVAL);
    health(engine, 0, 1);
    assertThat(jobs(engine)).containsExactly("k1", "k2", "k3");
  }

  @Test
  void settlesAtOnceWhenNothingWasLetThrough() {
    EngineHarness engine = engine("runpod.admission.require.workers", "true");
    engine.offer("a");
    health(engine, 0, 0);
    assertThat(engine.revoke(1L)).isCompleted();
    engine.pass(INTERVAL);
    health(engine, 0, 1);
    assertThat(jobs(engine)).isEmpty();
  }

  @Test
  void submitsNothingUntilThereIsAWorker() {
    EngineHarness engine = engine("runpod.admission.require.workers", "true");
    engine.offer("a");
    health(engine, 0, 0);
    engine.pass(INTERVAL);
    assertThat(jobs(engine)).isEmpty();
    health(engine, 0, 1);
    assertThat(jobs(engine)).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"jobs\":1}", "<html>"})
  void submitsAsIfItWereOffWhenHealthCannotBeReadAgainAndAgain(String body) {
    EngineHarness engine = engine("runpod.admission.max.queued", "1");
    engine.offer("a", "b");
    for (int i = 0; i < Admission.PATIENCE; i++) {
      assertThat(jobs(engine)).isEmpty();
      engine.answer(EngineHarness.HEALTH, 200, body);
      engine.pass(INTERVAL);
    }
    assertThat(jobs(engine)).containsExactly("a", "b");
  }

  @Test
  void leavesItToTheSubmitToSayThatTheKeyIsWrong() {
    EngineHarness engine = engine("runpod.admission.max.queued", "1");
    engine.offer("a");
    engine.answer(EngineHarness.HEALTH, 401, "");
    engine.answer("a", 401, "");
    assertThat(engine.outcomes())
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.reason()).hasMessageStartingWith("runpod.api.key"));
  }

  @Test
  void doesNotAskAgainBeforeItIsAnswered() {
    EngineHarness engine = engine("runpod.admission.max.queued", "1");
    engine.offer("a");
    engine.pass(Duration.ofMinutes(1));
    assertThat(engine.posted()).containsExactly(EngineHarness.HEALTH);
  }

  private static EngineHarness engine(String key, String value) {
    return new EngineHarness(Map.of(key, value));
  }

  private static void health(EngineHarness engine, int inQueue, int workers) {
    engine.answer(
        EngineHarness.HEALTH,
        200,
        "{\"jobs\":{\"inQueue\":%d},\"workers\":{\"ready\":%d}}".formatted(inQueue, workers));
  }

  private static List<String> jobs(EngineHarness engine) {
    return engine.posted().stream().filter(name -> !name.equals(EngineHarness.HEALTH)).toList();
  }
}
