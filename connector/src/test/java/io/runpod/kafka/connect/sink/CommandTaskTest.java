package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.CommandEntry;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands through the whole task: from records to calls, the ledger, dead letters, commits. */
class CommandTaskTest {
  private static final TopicPartition COMMANDS = new TopicPartition("commands", 0);
  private static final TopicPartition JOBS = new TopicPartition("jobs", 0);
  private static final long TIMESTAMP = 1_600_000_000_000L;
  private static final JobId JOB = new JobId("j");
  private static final EndpointId ENDPOINT = new EndpointId("e1");

  private final FakeContext context = new FakeContext();
  private final FakeConnections connections = new FakeConnections();
  private RunpodSinkTask task;

  @AfterEach
  void stop() {
    if (task != null) {
      task.stop();
    }
  }

  @Test
  void executesCommandsBesideSubmittingJobs() {
    connections.answers =
        call ->
            switch (call.operation()) {
              case RUN -> connections.accepted();
              case STATUS -> FakeConnections.answer(200, "{\"status\":\"FAILED\"}");
              case PURGE_QUEUE -> FakeConnections.answer(200, "{\"removed\":3}");
              default -> FakeConnections.answer(200, "{}");
            };
    start(Map.of());
    task.open(List.of(COMMANDS, JOBS));

    SinkRecord byHeader = record(JOBS, 1, "k", "");
    byHeader.headers().addString("runpod.operation", "Cancel");
    putUntilDone(
        record(JOBS, 0, null, "{\"n\":0}"),
        byHeader,
        record(COMMANDS, 0, "j", "{\"command\":\"CANCEL\"}"),
        record(COMMANDS, 1, "j", "{\"command\":\"RETRY\"}"),
        record(COMMANDS, 2, null, "{\"command\":\"PURGE_QUEUE\"}"));

    assertThat(operations())
        .containsExactlyInAnyOrder(
            Operation.RUN,
            Operation.CANCEL,
            Operation.CANCEL,
            Operation.STATUS,
            Operation.RETRY,
            Operation.PURGE_QUEUE);
    assertThat(connections.submitted()).hasSize(1);
    assertThat(context.deadLetters).isEmpty();
    assertThat(commit(COMMANDS, 3)).isEqualTo(3);
    assertThat(commit(JOBS, 2)).isEqualTo(2);
  }

  @Test
  void deadLettersWhatIsNoCommandAndCallsNobody() {
    start(Map.of());
    task.open(List.of(COMMANDS));

    putUntilDone(
        record(COMMANDS, 0, "j", "{\"command\":\"STOP\"}"),
        record(COMMANDS, 1, null, "{\"command\":\"CANCEL\"}"),
        record(COMMANDS, 2, "j", "{\"command\":\"CANCEL\",\"endpointId\":\"e2\"}"));

    assertThat(context.deadLetters).hasSize(3);
    assertThat(context.deadLetters.get(0)).contains("unknown command 'STOP'", "commands-0@0");
    assertThat(connections.calls).isEmpty();
    assertThat(commit(COMMANDS, 3)).isEqualTo(3);
  }

  @Test
  void deadLettersARefusalInRunpodsOwnWords() {
    connections.answers = call -> FakeConnections.answer(400, "{\"error\":\"bad job\"}");
    start(Map.of());
    task.open(List.of(COMMANDS));

    putUntilDone(record(COMMANDS, 0, "j", "{\"command\":\"CANCEL\"}"));

    assertThat(context.deadLetters).singleElement().asString().contains("HTTP 400: bad job");
  }

  @Test
  void keepsTheOffsetWhileACommandIsOpen() {
    CompletableFuture<Answer> late = new CompletableFuture<>();
    connections.answers = call -> late;
    start(Map.of());
    task.open(List.of(COMMANDS));
    task.put(List.of(record(COMMANDS, 0, "j", "{\"command\":\"CANCEL\"}")));
    await().until(() -> pump() && connections.calls.size() == 1);
    assertThat(commit(COMMANDS, 1)).isZero();

    late.complete(FakeConnections.answer(200, "{}").join());
    await().until(() -> pump() && commit(COMMANDS, 1) == 1);
  }

  @Test
  void doesNotRepeatWhatAFormerOwnerFinished() {
    String all = "{\"command\":\"%s\"}";
    connections.entries.addAll(
        List.of(
            new CommandEntry.Cancelled(JOB, ENDPOINT, "sink", request(0), Instant.EPOCH),
            new LedgerEntry.Intent("sink", request(1), Instant.EPOCH),
            new CommandEntry.Retrying(JOB, ENDPOINT, "sink", request(1), Instant.EPOCH),
            new CommandEntry.Retried(
                JOB, ENDPOINT, "sink", request(1), Instant.EPOCH, Optional.empty()),
            new LedgerEntry.Intent("sink", request(2), Instant.EPOCH),
            new CommandEntry.Purged(ENDPOINT, "sink", request(2), Instant.EPOCH, 3)));
    start(Map.of());
    task.open(List.of(COMMANDS));

    putUntilDone(
        record(COMMANDS, 0, "j", all.formatted("CANCEL")),
        record(COMMANDS, 1, "j", all.formatted("RETRY")),
        record(COMMANDS, 2, null, all.formatted("PURGE_QUEUE")));

    assertThat(connections.calls).isEmpty();
    assertThat(context.deadLetters).isEmpty();
    assertThat(commit(COMMANDS, 3)).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(SinkSettings.InDoubtPolicy.class)
  void deadLettersWhatAFormerOwnerLeftInDoubtWhateverSubmitsDo(SinkSettings.InDoubtPolicy policy) {
    connections.entries.addAll(
        List.of(
            new LedgerEntry.Intent("sink", request(0), Instant.EPOCH),
            new LedgerEntry.Intent("sink", request(1), Instant.EPOCH),
            new CommandEntry.Retrying(JOB, ENDPOINT, "sink", request(1), Instant.EPOCH)));
    start(Map.of("runpod.submit.in.doubt", policy.name().toLowerCase(Locale.ROOT)));
    task.open(List.of(COMMANDS));

    putUntilDone(
        record(COMMANDS, 0, null, "{\"command\":\"PURGE_QUEUE\"}"),
        record(COMMANDS, 1, "j", "{\"command\":\"RETRY\"}"));

    assertThat(connections.calls).isEmpty();
    assertThat(context.deadLetters).hasSize(2).allMatch(words -> words.contains("in doubt"));
    assertThat(connections.entries)
        .filteredOn(CommandEntry.RetryRefused.class::isInstance)
        .hasSize(1);
  }

  @Test
  void executesAnewWhatAFormerOwnerTookBack() {
    connections.entries.addAll(
        List.of(
            new LedgerEntry.Intent("sink", request(0), Instant.EPOCH),
            new LedgerEntry.Refused("sink", request(0), Instant.EPOCH)));
    connections.answers = call -> FakeConnections.answer(200, "{\"removed\":3}");
    start(Map.of());
    task.open(List.of(COMMANDS));

    putUntilDone(record(COMMANDS, 0, null, "{\"command\":\"PURGE_QUEUE\"}"));

    assertThat(operations()).containsExactly(Operation.PURGE_QUEUE);
  }

  @Test
  void deadLettersARefusedRetryAgainForItsDeadLetterMayBeMissing() {
    connections.entries.addAll(
        List.of(
            new LedgerEntry.Intent("sink", request(0), Instant.EPOCH),
            new CommandEntry.RetryRefused(
                JOB, ENDPOINT, "sink", request(0), Instant.EPOCH, "is COMPLETED")));
    start(Map.of());
    task.open(List.of(COMMANDS));

    putUntilDone(record(COMMANDS, 0, "j", "{\"command\":\"RETRY\"}"));

    assertThat(connections.calls).isEmpty();
    assertThat(context.deadLetters).singleElement().asString().contains("refused the retry");
    assertThat(commit(COMMANDS, 1)).isEqualTo(1);
  }

  private void start(Map<String, String> extra) {
    Map<String, String> props = new HashMap<>(EngineHarness.props());
    props.put("runpod.commands.topics", "commands");
    props.putAll(extra);
    task = new RunpodSinkTask(settings -> connections);
    task.initialize(context);
    task.start(props);
  }

  private boolean pump() {
    task.put(List.of());
    return true;
  }

  private void putUntilDone(SinkRecord... records) {
    task.put(Arrays.asList(records));
    await().until(() -> pump() && context.timeoutMs == 1_000);
  }

  private long commit(TopicPartition partition, long consumed) {
    return task.preCommit(Map.of(partition, new OffsetAndMetadata(consumed)))
        .get(partition)
        .offset();
  }

  private List<Operation> operations() {
    return connections.calls.stream().map(Call::operation).toList();
  }

  private static RequestRef request(long offset) {
    return new RequestRef("commands", 0, offset, TIMESTAMP, Optional.empty());
  }

  private static SinkRecord record(TopicPartition from, long offset, String key, Object value) {
    return new SinkRecord(
        from.topic(),
        from.partition(),
        null,
        key,
        null,
        value,
        offset,
        TIMESTAMP,
        TimestampType.CREATE_TIME);
  }
}
