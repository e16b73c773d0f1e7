package io.runpod.kafka.sandbox.mishap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.observe.Consumed;
import io.runpod.kafka.sandbox.observe.Coordinates;
import io.runpod.kafka.sandbox.observe.Produced;
import io.runpod.kafka.sandbox.observe.SentRecord;
import io.runpod.kafka.sandbox.observe.Story;
import io.runpod.kafka.sandbox.observe.Truth;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * A pair of connectors before several endpoints, and jobs of each that were submitted so long ago
 * that they would count as gone if RunPod said so. Owned by the test's thread.
 */
final class MishapStage implements AutoCloseable {
  /** Jobs that are submitted at once; few, for RunPod's queue has them in no order then. */
  static final int IN_FLIGHT = 16;

  private static final String JOBS = "runpod.jobs";
  private static final int PARTITIONS = 4;

  private final Duration patience;
  private final Produced produced = new Produced();
  private final Sandbox sandbox;
  private final Consumed consumed;

  MishapStage(List<EndpointOptions> endpoints, Duration patience) throws Exception {
    this.patience = patience;
    sandbox = Sandbox.builder().name("mishaps").workerInChild().endpoint(endpoints.get(0)).start();
    endpoints.stream().skip(1).forEach(sandbox.simulator()::addEndpoint);
    sandbox.topics().create(JOBS, PARTITIONS, Map.of());
    String names = endpoints.stream().map(EndpointOptions::name).collect(Collectors.joining(","));
    sandbox.create(
        connector("runpod-source.json", names)
            .with("runpod.ledger.topic", AgedLedger.TOPIC)
            .with("runpod.poll.limit.per.10s", "4000"),
        1);
    sandbox.create(
        connector("runpod-sink-json.json", names)
            .with("runpod.run.limit.per.10s", "1000000")
            .with("runpod.max.in.flight", Integer.toString(IN_FLIGHT)),
        1);
    consumed = new Consumed(sandbox.topics());
  }

  private ConnectorFile connector(String file, String endpoints) {
    return sandbox.connector(file).with("runpod.endpoints", endpoints).with("tasks.max", "1");
  }

  Sandbox sandbox() {
    return sandbox;
  }

  /** Submits a job to each of the endpoints, as often as they are named, and has it taken up. */
  void takeUp(List<String> endpoints, Duration age) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (String endpoint : endpoints) {
      sent.add(send(endpoint, sent.size()));
    }
    for (int n = 0; n < sent.size(); n++) {
      RecordMetadata at = sent.get(n).get();
      produced.add(
          new SentRecord(
              n, new Coordinates(at.topic(), at.partition(), at.offset()), SentRecord.Fate.JOB));
    }
    try (AgedLedger ledger = new AgedLedger(sandbox.topics(), age)) {
      await().atMost(patience).until(() -> ledger.copy() >= sent.size());
    }
    await().atMost(patience).until(() -> consumed.statuses().size() >= sent.size());
  }

  private Future<RecordMetadata> send(String endpoint, int n) {
    ProducerRecord<String, String> job =
        new ProducerRecord<>(JOBS, n % PARTITIONS, "key-" + n, "{\"n\":" + n + "}");
    job.headers().add("runpod.endpoint", endpoint.getBytes(StandardCharsets.UTF_8));
    return sandbox.topics().send(job);
  }

  /** Returns when each of the endpoints has a result: one that never worked is not given time. */
  void awaitResultOf(Set<String> endpoints) {
    await()
        .atMost(patience)
        .until(
            () ->
                consumed.results().stream()
                    .map(JobResult::getEndpointId)
                    .collect(Collectors.toSet())
                    .equals(endpoints));
  }

  void awaitRunning(String endpoint) {
    await().atMost(patience).until(() -> consumed.statuses().stream().anyMatch(runs(endpoint)));
  }

  private static Predicate<JobStatus> runs(String endpoint) {
    return status ->
        status.getEndpointId().equals(endpoint) && status.getStatus().equals("IN_PROGRESS");
  }

  void awaitAllResults() {
    await()
        .atMost(patience)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> results().size() >= produced.records().size());
  }

  /** Ends the connectors, which must have nothing to complain of: all they told is to be read. */
  void endConnectors() {
    for (String name : sandbox.connect().names()) {
      assertThat(sandbox.connect().status(name).reason()).as(name).isEmpty();
      sandbox.connect().delete(name);
    }
    await().atMost(patience).until(() -> sandbox.connect().names().isEmpty());
  }

  List<JobResult> results() {
    return consumed.results();
  }

  Story story(Collection<SimulatedEndpoint> endpoints) {
    return new Story(
        produced,
        Truth.of(endpoints.toArray(SimulatedEndpoint[]::new)),
        consumed.outputs(),
        List.of());
  }

  @Override
  public void close() {
    consumed.close();
    sandbox.close();
  }
}
