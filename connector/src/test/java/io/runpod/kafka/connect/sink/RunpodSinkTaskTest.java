package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerWriter.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunpodSinkTaskTest {
  private static final TopicPartition JOBS_0 = new TopicPartition("jobs", 0);
  private static final TopicPartition JOBS_1 = new TopicPartition("jobs", 1);
  private static final long TIMESTAMP = 1_600_000_000_000L;

  private final FakeContext context = new FakeContext();
  private FakeConnections connections = new FakeConnections();
  private final List<CompletableFuture<Answer>> unanswered = new ArrayList<>();
  private RunpodSinkTask task;

  @AfterEach
  void stop() {
    unanswered.forEach(answer -> answer.complete(new Answer.Lost("test is over")));
    if (task != null) {
      task.close(List.of(JOBS_0, JOBS_1));
      task.stop();
    }
  }

  /** An answer that does not come before the test is over. */
  private CompletableFuture<Answer> unanswered() {
    unanswered.add(new CompletableFuture<>());
    return unanswered.get(unanswered.size() - 1);
  }

  @Test
  void submitsEveryRecordAndCommitsBehindTheLast() {
    start(Map.of());
    task.open(List.of(JOBS_0));

    putUntilDone(records(0, 5));

    assertThat(connections.bodies)
        .hasSize(5)
        .allMatch(body -> body.startsWith("{\"input\":{\"n\":"));
    assertThat(connections.submitted()).hasSize(5);
    assertThat(commit(JOBS_0, 5).offset()).isEqualTo(5);
  }

  @Test
  void keepsTheOffsetBehindAnUnfinishedJob() {
    CompletableFuture<Answer> never = unanswered();
    connections.answers = call -> connections.bodies.size() == 3 ? never : connections.accepted();
    start(Map.of());
    task.open(List.of(JOBS_0));
    task.put(records(0, 6));

    await().until(() -> pump() && commit(JOBS_0, 6).offset() == 2);
    await().until(() -> pump() && context.timeoutMs == 100 && connections.submitted().size() == 5);
    assertThat(commit(JOBS_0, 6).offset()).isEqualTo(2);
  }

  @Test
  void sendsBadRecordsToTheDeadLetterQueueAndTheOthersOn() {
    start(Map.of());
    task.open(List.of(JOBS_0));

    putUntilDone(
        List.of(record(0, "{}"), record(1, "{\"a\":1}"), record(2, "oops"), record(3, null)));

    assertThat(context.deadLetters).hasSize(3);
    assertThat(context.deadLetters.get(0)).contains("{}").contains("jobs-0@0");
    assertThat(connections.bodies).hasSize(1);
    assertThat(commit(JOBS_0, 4).offset()).isEqualTo(4);
  }

  @Test
  void keepsTheOffsetWhileTheDeadLetterReportIsOpen() {
    CompletableFuture<Void> report = new CompletableFuture<>();
    context.reportFuture = Optional.of(report);
    start(Map.of());
    task.open(List.of(JOBS_0));
    task.put(List.of(record(0, "oops"), record(1, "{\"a\":1}")));
    await().until(() -> pump() && connections.submitted().size() == 1);
    task.put(List.of());

    assertThat(commit(JOBS_0, 2).offset()).isZero();

    report.complete(null);
    await().until(() -> pump() && commit(JOBS_0, 2).offset() == 2);
  }

  @Test
  void failsWithTheSettingWhenTheKeyIsWrongAlsoFromAnEmptyPut() {
    connections.answers = call -> FakeConnections.answer(401, "");
    start(Map.of());
    task.open(List.of(JOBS_0));
    task.put(records(0, 1));

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> task.put(List.of()))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageStartingWith("runpod.api.key"));
    assertThat(commit(JOBS_0, 1).offset()).isZero();
  }

  @Test
  void doesNotMoveTheOffsetOfARejectWhenRejectsFailTheTask() {
    start(Map.of("runpod.on.reject", "fail"));
    task.open(List.of(JOBS_0));
    await().until(this::pump);

    assertThatThrownBy(() -> task.put(List.of(record(0, "oops")))).hasMessageContaining("not JSON");
    assertThat(commit(JOBS_0, 1)).satisfies(offset -> assertThat(offset.offset()).isZero());
  }

  @Test
  void whatIsParkedIsADeadLetterThoughRejectsFail() {
    connections.entries.add(intentOfTheFirst());
    start(
        Map.of(
            "runpod.submit.in.doubt", "park",
            "runpod.on.reject", "fail",
            "errors.tolerance", "all",
            "errors.deadletterqueue.topic.name", "dlq"));
    task.open(List.of(JOBS_0));

    putUntilDone(records(0, 1));

    assertThat(context.deadLetters).singleElement().asString().startsWith("in doubt");
    assertThat(commit(JOBS_0, 1).offset()).isOne();
    assertThatThrownBy(() -> task.put(List.of(record(1, "oops")))).hasMessageContaining("not JSON");
  }

  @Test
  void namesTheWayOutWhereWhatIsInDoubtHasNowhereToGo() {
    connections.entries.add(intentOfTheFirst());
    // the reporter that Connect has for errors.log.enable alone keeps nothing
    start(Map.of("runpod.submit.in.doubt", "park", "runpod.on.reject", "fail"));
    task.open(List.of(JOBS_0));

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> task.put(records(0, 1)))
                    .hasMessageStartingWith(
                        "errors.deadletterqueue.topic.name: no dead-letter queue for a record that"
                            + " is in doubt, set errors.tolerance=all and"));
    assertThat(context.deadLetters).isEmpty();
    assertThat(commit(JOBS_0, 1).offset()).isZero();
  }

  private static LedgerEntry intentOfTheFirst() {
    RequestRef first = new RequestRef("jobs", 0, 0, TIMESTAMP, Optional.of("k"));
    return new LedgerEntry.Intent("sink", first, Instant.EPOCH);
  }

  @Test
  void namesTheSizeThatTheDeadLetterQueueDoesNotTake() {
    context.reportFuture =
        Optional.of(CompletableFuture.failedFuture(new RecordTooLargeException("1048588")));
    start(Map.of());
    task.open(List.of(JOBS_0));

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> task.put(List.of(record(0, "oops"))))
                    .hasMessageStartingWith("errors.deadletterqueue.topic.name")
                    .hasMessageContaining("producer.override.max.request.size"));
  }

  @Test
  void failsWhenThereIsNoDeadLetterQueueAfterAll() {
    context.hasReporter = false;
    start(Map.of());
    task.open(List.of(JOBS_0));

    assertThatThrownBy(() -> task.put(List.of(record(0, "oops"))))
        .hasMessageStartingWith("errors.deadletterqueue.topic.name");
  }

  @Test
  void failsWhenTheDeadLetterQueueDoesNotTakeARecord() {
    context.reportFuture =
        Optional.of(CompletableFuture.failedFuture(new IllegalStateException("full")));
    start(Map.of());
    task.open(List.of(JOBS_0));
    await().until(() -> pump() && !commits(JOBS_0, 0).isEmpty());
    task.put(List.of(record(0, "oops")));

    assertThatThrownBy(() -> task.put(List.of())).hasMessageContaining("did not take jobs-0@0");
    assertThat(commit(JOBS_0, 1).offset()).isZero();
  }

  @Test
  void failsInsteadOfStayingRunningWhenTheEngineBreaks() {
    connections.answers =
        call -> {
          throw new IllegalStateException("a bug");
        };
    start(Map.of());
    task.open(List.of(JOBS_0));
    task.put(records(0, 1));

    await()
        .untilAsserted(
            () -> assertThatThrownBy(() -> task.put(List.of())).hasMessageContaining("a bug"));
  }

  @Test
  void skipsWhatAFormerOwnerSubmitted() {
    start(Map.of());
    task.open(List.of(JOBS_0));
    putUntilDone(records(0, 4));
    task.close(List.of(JOBS_0));
    task.stop();
    connections = new FakeConnections(connections.entries);

    start(Map.of());
    task.open(List.of(JOBS_0));
    putUntilDone(records(0, 6));

    assertThat(connections.bodies).hasSize(2);
    assertThat(connections.submitted()).hasSize(6);
  }

  @Test
  void readsTheLedgerFromTheCommitsNoteOn() {
    connections.committed.put(JOBS_0, new OffsetAndMetadata(3, "since=1650000000000"));
    start(Map.of());

    task.open(List.of(JOBS_0));

    await().until(() -> connections.scannedSince.isPresent());
    assertThat(connections.scannedSince).contains(Instant.ofEpochMilli(1_650_000_000_000L));
  }

  @Test
  void notesInTheCommitSinceWhenTheLedgerMatters() {
    CompletableFuture<Answer> never = unanswered();
    connections.answers = call -> connections.bodies.size() == 2 ? never : connections.accepted();
    start(Map.of());
    task.open(List.of(JOBS_0));
    task.put(records(0, 4));

    await().until(() -> pump() && commit(JOBS_0, 4).offset() == 1);

    assertThat(commit(JOBS_0, 4).metadata()).isEqualTo("since=0");
  }

  @Test
  void notesTheNewestEntryOfTheScanForWhatHasNoEntryYet() {
    CompletableFuture<Answer> never = unanswered();
    connections.answers = call -> never;
    for (int i = 0; i < 3; i++) {
      connections.entries.add(new LedgerEntry.Nudge(new JobId("somebody-elses")));
    }
    start(Map.of());
    task.open(List.of(JOBS_0));
    task.put(records(0, 2));

    await().until(() -> pump() && !commits(JOBS_0, 2).isEmpty());

    assertThat(commit(JOBS_0, 2).metadata()).isEqualTo("since=" + FakeConnections.appendedAt(2));
  }

  @Test
  void commitsNothingOfAPartitionWhoseHistoryIsUnknown() {
    start(Map.of());
    assertThat(task.preCommit(Map.of(JOBS_0, new OffsetAndMetadata(7)))).isEmpty();
  }

  @Test
  void pausesAtTheHighMarkAndResumesAtHalf() {
    CompletableFuture<Answer> gate = new CompletableFuture<>();
    connections.answers = call -> gate.thenCompose(opened -> connections.accepted());
    start(Map.of("runpod.buffer.records", "10"));
    task.open(List.of(JOBS_0));
    task.put(records(0, 10));
    assertThat(context.paused).containsExactly(JOBS_0);

    task.open(List.of(JOBS_1));
    task.put(List.of());
    assertThat(context.paused).containsExactlyInAnyOrder(JOBS_0, JOBS_1);

    gate.complete(new Answer.Lost("opened"));
    await().until(() -> pump() && context.paused.isEmpty());
  }

  @Test
  void comesBackSoonWhileSomethingIsOpenAndAsksForCommits() {
    CompletableFuture<Answer> gate = new CompletableFuture<>();
    connections.answers = call -> gate;
    start(Map.of());
    task.open(List.of(JOBS_0));
    task.put(records(0, 1));
    assertThat(context.timeoutMs).isEqualTo(100);

    gate.complete(connections.accepted().join());
    await().until(() -> pump() && context.timeoutMs == 1_000);
    await().until(() -> pump() && context.commitsAsked > 0);
  }

  @Test
  void stopsAtOnceWithRequestsInFlightAndStillRecordsTheirAnswers() {
    CompletableFuture<Answer> late = new CompletableFuture<>();
    connections.answers = call -> late;
    start(Map.of());
    task.open(List.of(JOBS_0));
    task.put(records(0, 8));
    await().until(() -> pump() && connections.bodies.size() == 8);

    long began = System.nanoTime();
    task.close(List.of(JOBS_0));
    task.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    assertThat(connections.closed).isFalse();
    task = null;

    late.complete(connections.accepted().join());
    await().until(() -> connections.closed);
    assertThat(connections.submitted()).hasSize(8);
  }

  @Test
  void isNotReleasedWhileAnAcceptedJobIsNotInTheLedger() {
    Function<LedgerEntry, CompletableFuture<Position>> well = connections.ledger;
    Queue<CompletableFuture<Position>> asked = new ConcurrentLinkedQueue<>();
    connections.ledger =
        entry -> {
          asked.add(new CompletableFuture<>());
          return asked.peek();
        };
    start(Map.of());
    task.open(List.of(JOBS_0));
    task.put(records(0, 1));
    await().until(() -> pump() && asked.size() == 1);
    task.close(List.of(JOBS_0));
    task.stop();
    task = null;

    asked.remove().completeExceptionally(new TimeoutException("too few replicas"));
    await().until(() -> asked.size() == 1);
    assertThat(connections.closed).isFalse();
    connections.ledger = well;
    asked.remove().completeExceptionally(new TimeoutException("too few replicas"));

    await().until(() -> connections.closed);
    assertThat(connections.submitted()).hasSize(1);
  }

  @Test
  void waitsForTheLateAnswersOfTheTaskThatHadThePartitionBefore() {
    CompletableFuture<Answer> late = new CompletableFuture<>();
    connections.answers = call -> late;
    start(Map.of());
    task.open(List.of(JOBS_0));
    task.put(records(0, 3));
    await().until(() -> pump() && connections.bodies.size() == 3);
    FakeConnections former = connections;
    task.close(List.of(JOBS_0));
    task.stop();

    connections = new FakeConnections(former.entries);
    start(Map.of());
    task.open(List.of(JOBS_0));
    task.put(records(0, 4));
    late.complete(former.accepted().join());
    await().until(() -> pump() && context.timeoutMs == 1_000);

    assertThat(connections.bodies).singleElement().asString().contains("\"n\":3");
    assertThat(connections.submitted()).hasSize(4);
  }

  @Test
  void aLateAnswerHoldsBackNoOtherPartition() {
    CompletableFuture<Answer> late = unanswered();
    connections.answers = call -> connections.bodies.size() == 1 ? late : connections.accepted();
    start(Map.of());
    task.open(List.of(JOBS_0, JOBS_1));
    task.put(records(0, 1));
    await().until(() -> pump() && connections.bodies.size() == 1);
    task.close(List.of(JOBS_0, JOBS_1));
    task.stop();

    connections = new FakeConnections(connections.entries);
    start(Map.of());
    task.open(List.of(JOBS_0, JOBS_1));
    task.put(records(0, 1));
    task.put(
        List.of(
            new SinkRecord(
                "jobs",
                1,
                null,
                "k",
                null,
                "{\"n\":\"other\"}",
                7,
                TIMESTAMP,
                TimestampType.CREATE_TIME)));

    await().until(() -> pump() && connections.submitted().size() == 1);
    assertThat(connections.bodies).singleElement().asString().contains("other");
    assertThat(commits(JOBS_0, 1)).isEmpty();
  }

  @Test
  void recordsAnAnswerThatComesAfterCloseAndDoesNotSubmitAgain() {
    CompletableFuture<Answer> late = new CompletableFuture<>();
    connections.answers = call -> late;
    start(Map.of());
    task.open(List.of(JOBS_0));
    task.put(records(0, 1));
    await().until(() -> pump() && connections.bodies.size() == 1);
    task.close(List.of(JOBS_0));
    connections.answers = call -> connections.accepted();
    task.open(List.of(JOBS_0));
    task.put(records(0, 1));
    assertThat(commits(JOBS_0, 1)).isEmpty();

    late.complete(connections.accepted().join());

    await().until(() -> pump() && !commits(JOBS_0, 1).isEmpty());
    await().until(() -> pump() && commit(JOBS_0, 1).offset() == 1);
    assertThat(connections.bodies).hasSize(1);
    assertThat(connections.submitted()).hasSize(1);
  }

  @Test
  void lateAnswersNeverMoveTheOffsetsOfAPartitionThatCameBack() {
    CompletableFuture<Answer> late = new CompletableFuture<>();
    connections.answers = call -> late;
    start(Map.of());
    task.open(List.of(JOBS_0));
    task.put(records(0, 1));
    await().until(() -> pump() && connections.bodies.size() == 1);
    task.close(List.of(JOBS_0));
    CompletableFuture<Answer> never = unanswered();
    connections.answers = call -> never;
    task.open(List.of(JOBS_0));
    task.put(List.of(record(0, "{\"another\":1}", TIMESTAMP + 1)));

    late.complete(connections.accepted().join());
    await().until(() -> pump() && connections.bodies.size() == 2);

    assertThat(connections.submitted()).hasSize(1);
    assertThat(commit(JOBS_0, 1).offset()).isZero();
    never.complete(FakeConnections.answer(401, "").join());
  }

  private void start(Map<String, String> extra) {
    Map<String, String> props =
        new HashMap<>(
            Map.of(
                "name", "sink",
                "runpod.endpoint.id", "e1",
                "runpod.api.key", "key",
                "runpod.ledger.kafka.bootstrap.servers", "127.0.0.1:1"));
    props.putAll(extra);
    task = new RunpodSinkTask(settings -> connections);
    task.initialize(context);
    task.start(props);
  }

  private boolean pump() {
    task.put(List.of());
    return true;
  }

  private void putUntilDone(List<SinkRecord> records) {
    task.put(records);
    await().until(() -> pump() && context.timeoutMs == 1_000);
  }

  private OffsetAndMetadata commit(TopicPartition partition, long consumed) {
    return commits(partition, consumed).get(partition);
  }

  private Map<TopicPartition, OffsetAndMetadata> commits(TopicPartition partition, long consumed) {
    return task.preCommit(Map.of(partition, new OffsetAndMetadata(consumed)));
  }

  private static List<SinkRecord> records(int from, int to) {
    return IntStream.range(from, to).mapToObj(n -> record(n, "{\"n\":" + n + "}")).toList();
  }

  private static SinkRecord record(long offset, Object value) {
    return record(offset, value, TIMESTAMP);
  }

  private static SinkRecord record(long offset, Object value, long timestamp) {
    return new SinkRecord(
        "jobs", 0, null, "k", null, value, offset, timestamp, TimestampType.CREATE_TIME);
  }
}
