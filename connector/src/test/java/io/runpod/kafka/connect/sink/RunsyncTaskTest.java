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
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where a task that submits by {@code /runsync} can die, and what the next one makes of it. */
class RunsyncTaskTest {
  private static final TopicPartition JOBS_0 = new TopicPartition("jobs", 0);
  private static final long TIMESTAMP = 1_600_000_000_000L;

  private final FakeContext context = new FakeContext();
  private final List<CompletableFuture<Answer>> unanswered = new ArrayList<>();
  private FakeConnections connections = new FakeConnections();
  private RunpodSinkTask task;

  @AfterEach
  void stop() {
    unanswered.forEach(answer -> answer.complete(new Answer.Lost("the test is over")));
    if (task != null) {
      task.close(List.of(JOBS_0));
      task.stop();
    }
  }

  @Test
  void skipsWhatAFormerOwnersRunsyncFinished() {
    connections.answers = call -> finished();
    start(Map.of());
    putUntilDone(records(0, 4));
    assertThat(commit(4).offset()).isEqualTo(4);
    takenOver();
    connections.answers = call -> finished();

    start(Map.of());
    putUntilDone(records(0, 6));

    assertThat(connections.bodies).hasSize(2);
    assertThat(connections.entries).hasSize(6).allMatch(LedgerEntry.Finished.class::isInstance);
  }

  @Test
  void aTaskKilledDuringTheWaitLeavesItsJobsInDoubt() {
    connections.answers = call -> never();
    start(Map.of("runpod.submit.in.doubt", "park"));
    task.put(records(0, 2));
    await().until(() -> pump() && connections.bodies.size() == 2);
    // killed: nothing of it is heard again
    connections = new FakeConnections(new ArrayList<>(connections.entries));
    RunpodSinkTask killed = task;

    start(Map.of("name", "sink", "runpod.submit.in.doubt", "park"));
    putUntilDone(records(0, 3));

    assertThat(connections.bodies).hasSize(1);
    assertThat(context.deadLetters)
        .hasSize(2)
        .allSatisfy(letter -> assertThat(letter).contains("in doubt"));
    unanswered.forEach(answer -> answer.complete(new Answer.Lost("killed")));
    killed.stop();
  }

  @Test
  void stopsInTimeDuringALongWaitAndStillRecordsTheResult() {
    CompletableFuture<Answer> late = never();
    connections.answers = call -> late;
    start(Map.of("runpod.runsync.wait.ms", "300000"));
    task.put(records(0, 3));
    await().until(() -> pump() && connections.bodies.size() == 3);

    long began = System.nanoTime();
    task.close(List.of(JOBS_0));
    task.stop();
    task = null;

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    assertThat(connections.closed).isFalse();
    late.complete(finished().join());
    await().until(() -> connections.closed);
    assertThat(connections.entries).hasSize(3).allMatch(LedgerEntry.Finished.class::isInstance);
  }

  @Test
  void theNextTaskWaitsForTheAnswersThatAreStillHeldForTheOneBefore() {
    CompletableFuture<Answer> late = never();
    connections.answers = call -> late;
    start(Map.of("runpod.runsync.wait.ms", "300000"));
    task.put(records(0, 3));
    await().until(() -> pump() && connections.bodies.size() == 3);
    takenOver();

    start(Map.of());
    task.put(records(0, 4));
    assertThat(commits(4)).isEmpty();
    late.complete(finished().join());
    await().until(() -> pump() && context.timeoutMs == 1_000);

    assertThat(connections.bodies).singleElement().asString().contains("\"n\":3");
  }

  private void start(Map<String, String> extra) {
    Map<String, String> props = new HashMap<>(EngineHarness.props());
    props.put("runpod.submit.mode", "runsync");
    props.putAll(extra);
    FakeConnections mine = connections;
    task = new RunpodSinkTask(settings -> mine);
    task.initialize(context);
    task.start(props);
    task.open(List.of(JOBS_0));
  }

  private void takenOver() {
    task.close(List.of(JOBS_0));
    task.stop();
    connections = new FakeConnections(connections.entries);
  }

  private CompletableFuture<Answer> never() {
    unanswered.add(new CompletableFuture<>());
    return unanswered.get(unanswered.size() - 1);
  }

  private CompletableFuture<Answer> finished() {
    return FakeConnections.answer(
        200, "{\"id\":\"sync-" + System.nanoTime() + "\",\"status\":\"COMPLETED\"}");
  }

  private boolean pump() {
    task.put(List.of());
    return true;
  }

  private void putUntilDone(List<SinkRecord> records) {
    task.put(records);
    await().until(() -> pump() && context.timeoutMs == 1_000);
  }

  private OffsetAndMetadata commit(long consumed) {
    return commits(consumed).get(JOBS_0);
  }

  private Map<TopicPartition, OffsetAndMetadata> commits(long consumed) {
    return task.preCommit(Map.of(JOBS_0, new OffsetAndMetadata(consumed)));
  }

  private static List<SinkRecord> records(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            n ->
                new SinkRecord(
                    "jobs",
                    0,
                    null,
                    "k",
                    null,
                    "{\"n\":" + n + "}",
                    n,
                    TIMESTAMP,
                    TimestampType.CREATE_TIME))
        .toList();
  }
}
