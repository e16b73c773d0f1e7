package io.runpod.kafka.connect.sink;

import static io.runpod.kafka.connect.sink.TaskHarness.JOBS;
import static io.runpod.kafka.connect.sink.TaskHarness.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.connect.api.Answer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A topic that is deleted and created anew while a task reads it, or between two tasks. */
class TopicCreatedAnewTest {
  private static final long OLD = 1_600_000_000_000L;
  private static final long NEW = 1_600_000_009_000L;

  private final TaskHarness harness = new TaskHarness();
  private final FakeContext context = harness.context;
  private final FakeConnections connections = harness.connections;

  @BeforeEach
  void topic() {
    connections.topicIds = Map.of("jobs", new TopicId("c", "old"));
  }

  @AfterEach
  void stop() {
    harness.stop();
  }

  @Test
  void notesInTheCommitWhichTopicsOffsetItIs() {
    start();
    harness.putUntilDone(records(0, 2, OLD));

    assertThat(harness.commit(2).metadata()).endsWith(" topic=c/old");
  }

  @Test
  void readsTheNewTopicFromItsStartAndSubmitsNothingOfItTwice() {
    start();
    harness.putUntilDone(records(0, 4, OLD));

    // the consumer has kept its position and brings what the new topic has behind it
    harness.putUntilDone(records(4, 6, NEW));
    connections.topicIds = Map.of("jobs", new TopicId("c", "new"));
    await().until(() -> harness.pump() && context.setBack.containsKey(JOBS));

    assertThat(context.setBack).containsOnly(Map.entry(JOBS, 0L));
    assertThat(harness.commits(6)).as("Connect has not set it back yet").isEmpty();
    harness.putUntilDone(records(0, 6, NEW));
    assertThat(connections.submitted())
        .extracting(job -> job.request().timestamp() + "@" + job.request().offset())
        .hasSize(10)
        .doesNotHaveDuplicates();
    assertThat(harness.commit(6).offset()).isEqualTo(6);
    assertThat(harness.commit(6).metadata()).endsWith(" topic=c/new");
  }

  @Test
  void finishesWhatItHasOfTheOldTopicFirst() {
    CompletableFuture<Answer> late = new CompletableFuture<>();
    connections.answers = call -> late;
    start();
    harness.put(records(0, 1, OLD));
    await().until(() -> harness.pump() && connections.bodies.size() == 1);
    connections.topicIds = Map.of("jobs", new TopicId("c", "new"));
    await().until(() -> harness.pump() && harness.commits(1).isEmpty());
    harness.put(records(1, 2, NEW));
    assertThat(context.setBack).isEmpty();

    connections.answers = call -> connections.accepted();
    late.complete(connections.accepted().join());
    await().until(() -> harness.pump() && context.setBack.containsKey(JOBS));

    harness.putUntilDone(records(0, 2, NEW));
    assertThat(connections.submitted()).hasSize(3);
    assertThat(connections.bodies).hasSize(3);
  }

  @Test
  void aCommitOfATopicThatIsGoneDoesNotKeepANewTaskFromItsStart() {
    connections.committed.put(JOBS, new OffsetAndMetadata(4, "since=0 topic=c/gone"));
    start();
    harness.put(records(4, 6, NEW));

    await().until(() -> harness.pump() && context.setBack.containsKey(JOBS));
    harness.putUntilDone(records(0, 6, NEW));

    assertThat(connections.submitted())
        .extracting(job -> job.request().offset())
        .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L);
  }

  private void start() {
    harness.start(Map.of("name", "sink-anew"));
  }
}
