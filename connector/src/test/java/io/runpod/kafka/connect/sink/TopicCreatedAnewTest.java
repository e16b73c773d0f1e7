package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.connect.api.Answer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A topic that is deleted and created anew while a task reads it, or between two tasks. */
class TopicCreatedAnewTest {
  private static final TopicPartition P0 = new TopicPartition("jobs", 0);
  private static final long OLD = 1_600_000_000_000L;
  private static final long NEW = 1_600_000_009_000L;

  private final FakeContext context = new FakeContext();
  private final FakeConnections connections = new FakeConnections();
  private final RunpodSinkTask task = new RunpodSinkTask(settings -> connections);

  @BeforeEach
  void start() {
    connections.topicIds = Map.of("jobs", new TopicId("c", "old"));
    task.initialize(context);
    task.start(
        Map.of(
            "name", "sink-anew",
            "runpod.endpoint.id", "e1",
            "runpod.api.key", "key",
            "runpod.ledger.kafka.bootstrap.servers", "127.0.0.1:1"));
  }

  @AfterEach
  void stop() {
    task.close(List.of(P0));
    task.stop();
  }

  @Test
  void notesInTheCommitWhichTopicsOffsetItIs() {
    task.open(List.of(P0));
    putUntilDone(records(0, 2, OLD));

    assertThat(commits(2).get(P0).metadata()).endsWith(" topic=c/old");
  }

  @Test
  void readsTheNewTopicFromItsStartAndSubmitsNothingOfItTwice() {
    task.open(List.of(P0));
    putUntilDone(records(0, 4, OLD));

    // the consumer has kept its position and brings what the new topic has behind it
    putUntilDone(records(4, 6, NEW));
    connections.topicIds = Map.of("jobs", new TopicId("c", "new"));
    await().until(() -> pump() && context.setBack.containsKey(P0));

    assertThat(context.setBack).containsOnly(Map.entry(P0, 0L));
    assertThat(commits(6)).as("Connect has not set it back yet").isEmpty();
    putUntilDone(records(0, 6, NEW));
    assertThat(connections.submitted())
        .extracting(job -> job.request().timestamp() + "@" + job.request().offset())
        .hasSize(10)
        .doesNotHaveDuplicates();
    assertThat(commits(6).get(P0).offset()).isEqualTo(6);
    assertThat(commits(6).get(P0).metadata()).endsWith(" topic=c/new");
  }

  @Test
  void finishesWhatItHasOfTheOldTopicFirst() {
    CompletableFuture<Answer> late = new CompletableFuture<>();
    connections.answers = call -> late;
    task.open(List.of(P0));
    task.put(records(0, 1, OLD));
    await().until(() -> pump() && connections.bodies.size() == 1);
    connections.topicIds = Map.of("jobs", new TopicId("c", "new"));
    await().until(() -> pump() && commits(1).isEmpty());
    task.put(records(1, 2, NEW));
    assertThat(context.setBack).isEmpty();

    connections.answers = call -> connections.accepted();
    late.complete(connections.accepted().join());
    await().until(() -> pump() && context.setBack.containsKey(P0));

    putUntilDone(records(0, 2, NEW));
    assertThat(connections.submitted()).hasSize(3);
    assertThat(connections.bodies).hasSize(3);
  }

  @Test
  void aCommitOfATopicThatIsGoneDoesNotKeepANewTaskFromItsStart() {
    connections.committed.put(P0, new OffsetAndMetadata(4, "since=0 topic=c/gone"));
    task.open(List.of(P0));
    task.put(records(4, 6, NEW));

    await().until(() -> pump() && context.setBack.containsKey(P0));
    putUntilDone(records(0, 6, NEW));

    assertThat(connections.submitted())
        .extracting(job -> job.request().offset())
        .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L);
  }

  private boolean pump() {
    task.put(List.of());
    return true;
  }

  private void putUntilDone(List<SinkRecord> records) {
    task.put(records);
    await().until(() -> pump() && context.timeoutMs == 1_000);
  }

  private Map<TopicPartition, OffsetAndMetadata> commits(long consumed) {
    return task.preCommit(Map.of(P0, new OffsetAndMetadata(consumed)));
  }

  private static List<SinkRecord> records(int from, int to, long timestamp) {
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
                    timestamp,
                    TimestampType.CREATE_TIME))
        .toList();
  }
}
