package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where a task that submits by {@code /runsync} can die, and what the next one makes of it. */
class RunsyncTaskTest {
  private static final long TIMESTAMP = 1_600_000_000_000L;

  private final TaskHarness harness = new TaskHarness();
  private final List<CompletableFuture<Answer>> unanswered = new ArrayList<>();

  @AfterEach
  void stop() {
    unanswered.forEach(answer -> answer.complete(new Answer.Lost("the test is over")));
    harness.stop();
  }

  @Test
  void skipsWhatAFormerOwnersRunsyncFinished() {
    harness.connections.answers = call -> finished();
    start(Map.of());
    harness.putUntilDone(records(0, 4));
    assertThat(harness.commit(4).offset()).isEqualTo(4);
    harness.takenOver();
    harness.connections.answers = call -> finished();

    start(Map.of());
    harness.putUntilDone(records(0, 6));

    assertThat(harness.connections.bodies).hasSize(2);
    assertThat(harness.connections.entries)
        .hasSize(6)
        .allMatch(LedgerEntry.Finished.class::isInstance);
  }

  @Test
  void aTaskKilledDuringTheWaitLeavesItsJobsInDoubt() {
    harness.connections.answers = call -> never();
    start(Map.of("runpod.submit.in.doubt", "park"));
    harness.put(records(0, 2));
    await().until(() -> harness.pump() && harness.connections.bodies.size() == 2);
    RunpodSinkTask killed = harness.killed();

    start(Map.of("name", "sink", "runpod.submit.in.doubt", "park"));
    harness.putUntilDone(records(0, 3));

    assertThat(harness.connections.bodies).hasSize(1);
    assertThat(harness.context.deadLetters)
        .hasSize(2)
        .allSatisfy(letter -> assertThat(letter).contains("in doubt"));
    unanswered.forEach(answer -> answer.complete(new Answer.Lost("killed")));
    killed.stop();
  }

  @Test
  void stopsInTimeDuringALongWaitAndStillRecordsTheResult() {
    CompletableFuture<Answer> late = never();
    harness.connections.answers = call -> late;
    start(Map.of("runpod.runsync.wait.ms", "300000"));
    harness.put(records(0, 3));
    await().until(() -> harness.pump() && harness.connections.bodies.size() == 3);

    long began = System.nanoTime();
    harness.stop();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    assertThat(harness.connections.closed).isFalse();
    late.complete(finished().join());
    await().until(() -> harness.connections.closed);
    assertThat(harness.connections.entries)
        .hasSize(3)
        .allMatch(LedgerEntry.Finished.class::isInstance);
  }

  @Test
  void theNextTaskWaitsForTheAnswersThatAreStillHeldForTheOneBefore() {
    CompletableFuture<Answer> late = never();
    harness.connections.answers = call -> late;
    start(Map.of("runpod.runsync.wait.ms", "300000"));
    harness.put(records(0, 3));
    await().until(() -> harness.pump() && harness.connections.bodies.size() == 3);
    harness.takenOver();

    start(Map.of());
    harness.put(records(0, 4));
    assertThat(harness.commits(4)).isEmpty();
    late.complete(finished().join());
    harness.awaitDone();

    assertThat(harness.connections.bodies).singleElement().asString().contains("\"n\":3");
  }

  private void start(Map<String, String> extra) {
    Map<String, String> props = new HashMap<>(Map.of("runpod.submit.mode", "runsync"));
    props.putAll(extra);
    harness.start(props);
  }

  private CompletableFuture<Answer> never() {
    unanswered.add(new CompletableFuture<>());
    return unanswered.get(unanswered.size() - 1);
  }

  private CompletableFuture<Answer> finished() {
    return FakeConnections.answer(
        200, "{\"id\":\"sync-" + System.nanoTime() + "\",\"status\":\"COMPLETED\"}");
  }

  private static List<SinkRecord> records(int from, int to) {
    return TaskHarness.records(from, to, TIMESTAMP);
  }
}
