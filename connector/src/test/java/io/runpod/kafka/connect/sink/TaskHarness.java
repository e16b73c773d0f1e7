package io.runpod.kafka.connect.sink;

import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;

/** A sink task that reads one partition, and what Connect, RunPod and the ledger are to it. */
final class TaskHarness {
  static final TopicPartition JOBS = new TopicPartition("jobs", 0);

  final FakeContext context = new FakeContext();
  FakeConnections connections = new FakeConnections();
  private RunpodSinkTask task;

  /** Starts a task, which the harness drives from now on, and gives it its partition. */
  void start(Map<String, String> extra) {
    Map<String, String> props = new HashMap<>(EngineHarness.props());
    props.putAll(extra);
    FakeConnections its = connections;
    task = new RunpodSinkTask(settings -> its);
    task.initialize(context);
    task.start(props);
    task.open(List.of(JOBS));
  }

  /** Stops the task in order, if there is one. */
  void stop() {
    if (task != null) {
      task.close(List.of(JOBS));
      task.stop();
      task = null;
    }
  }

  /** Stops the task in order; the next one has connections of its own to the same ledger. */
  void takenOver() {
    stop();
    connections = new FakeConnections(connections.entries);
  }

  /** Returns the task, of which neither Connect nor the ledger hears any more. */
  RunpodSinkTask killed() {
    RunpodSinkTask killed = task;
    task = null;
    connections = new FakeConnections(new CopyOnWriteArrayList<>(connections.entries));
    return killed;
  }

  void put(List<SinkRecord> records) {
    task.put(records);
  }

  /** Has the task take in what was learnt meanwhile, as Connect does again and again. */
  boolean pump() {
    put(List.of());
    return true;
  }

  void putUntilDone(List<SinkRecord> records) {
    put(records);
    awaitDone();
  }

  /** Returns when the task has nothing open any more. */
  void awaitDone() {
    await().until(() -> pump() && context.timeoutMs == 1_000);
  }

  /** What the task would have committed when so many records were read: nothing, or one offset. */
  Map<TopicPartition, OffsetAndMetadata> commits(long consumed) {
    return task.preCommit(Map.of(JOBS, new OffsetAndMetadata(consumed)));
  }

  OffsetAndMetadata commit(long consumed) {
    return commits(consumed).get(JOBS);
  }

  /** Records with these offsets, each with its offset as {@code n}. */
  static List<SinkRecord> records(int from, int to, long timestamp) {
    return IntStream.range(from, to).mapToObj(n -> record(n, timestamp)).toList();
  }

  private static SinkRecord record(int n, long timestamp) {
    return new SinkRecord(
        JOBS.topic(),
        JOBS.partition(),
        null,
        "k",
        null,
        "{\"n\":" + n + "}",
        n,
        timestamp,
        TimestampType.CREATE_TIME);
  }
}
