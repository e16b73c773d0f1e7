package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.observe.Consumed;
import io.runpod.kafka.sandbox.observe.Coordinates;
import io.runpod.kafka.sandbox.observe.DeadLetter;
import io.runpod.kafka.sandbox.observe.Figures;
import io.runpod.kafka.sandbox.observe.Guarantees;
import io.runpod.kafka.sandbox.observe.InDoubt;
import io.runpod.kafka.sandbox.observe.Ledger;
import io.runpod.kafka.sandbox.observe.Produced;
import io.runpod.kafka.sandbox.observe.Promises;
import io.runpod.kafka.sandbox.observe.SentRecord;
import io.runpod.kafka.sandbox.observe.Story;
import io.runpod.kafka.sandbox.observe.Truth;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.Faults;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every fault the simulator knows, on an endpoint of its own behind one pair of connectors; all of
 * them together on one more; and endpoints that fail altogether for a while. Whatever goes wrong,
 * every job comes to its true end, and what streams lost is told.
 */
@Tag("chaos")
class FaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(150);
  private static final String SINK = "runpod-sink-json";
  private static final String JOBS = "runpod.jobs";
  private static final int PARTITIONS = 4;
  private static final int TASKS = 2;

  /** A minute with {@code -Dchaos}: longer than a job may be missing, and than most patience. */
  private static final Duration STORM = Duration.ofSeconds(Boolean.getBoolean("chaos") ? 60 : 12);

  /** Ten of them stay below the half an hour for which RunPod keeps a result. */
  private static final Duration CLOCK_JUMP = Duration.ofSeconds(20);

  private static final int JOBS_EACH = Boolean.getBoolean("chaos") ? 120 : 30;

  private final Map<String, SimulatedEndpoint> endpoints = new LinkedHashMap<>();
  private final Produced produced = new Produced();
  private int number;

  @Test
  void everyPromiseHoldsWhateverGoesWrong() throws Exception {
    Map<String, List<Fault>> plans = new LinkedHashMap<>(FaultPlans.lasting(CLOCK_JUMP));
    plans.putAll(FaultPlans.storms());
    try (Sandbox sandbox = Sandbox.builder().name("faults").endpoint(endpoint("latency")).start();
        Consumed consumed = new Consumed(sandbox.topics())) {
      plans.keySet().forEach(name -> endpoints.put(name, simulated(sandbox, name)));
      sandbox.topics().create(JOBS, PARTITIONS, Map.of());
      List<ConnectorFile> connectors = connectors(sandbox);
      for (ConnectorFile connector : connectors) {
        sandbox.create(connector, TASKS);
      }
      SinkGroup.awaitSettled(sandbox, SINK, TASKS);
      // an endpoint that never worked is not given time: by either task of the sink
      for (int i = 0; i < PARTITIONS; i++) {
        endpoints.keySet().forEach(name -> send(sandbox, name));
      }
      awaitResults(sandbox, consumed, connectors);

      plans.forEach((name, faults) -> faults.forEach(endpoints.get(name).faults()::add));
      long calm = System.nanoTime() + STORM.toNanos();
      for (int i = 0; i < JOBS_EACH; i++) {
        endpoints.keySet().forEach(name -> send(sandbox, name));
      }
      // tasks that are new know from the ledger that the endpoints have worked
      sandbox.connect().restart(SINK);
      await().atMost(PATIENCE).until(() -> System.nanoTime() - calm > 0);
      FaultPlans.storms().keySet().forEach(name -> endpoints.get(name).faults().clear());
      awaitResults(sandbox, consumed, connectors);

      FaultPlans.lasting(CLOCK_JUMP).keySet().forEach(this::requireHits);
      connectors.forEach(connector -> sandbox.connect().delete(connector.name()));
      await().atMost(PATIENCE).until(() -> sandbox.connect().names().isEmpty());
      Truth truth = Truth.of(endpoints.values().toArray(SimulatedEndpoint[]::new));
      Story story = new Story(produced, truth, consumed.outputs(), deadLetters(sandbox));
      System.out.println("faults: " + Figures.of(story));
      new Guarantees(Promises.throughCrashes(InDoubt.notIn(Ledger.accepted(sandbox.topics()))))
          .requireOf(story);
      assertThat(consumed.results()).extracting(JobResult::getStatus).doesNotContain("EXPIRED");
    }
  }

  private static EndpointOptions endpoint(String name) {
    return EndpointOptions.named(name).workers(6);
  }

  private static SimulatedEndpoint simulated(Sandbox sandbox, String name) {
    return name.equals(sandbox.endpoint().options().name())
        ? sandbox.endpoint()
        : sandbox.simulator().addEndpoint(endpoint(name));
  }

  private List<ConnectorFile> connectors(Sandbox sandbox) {
    return Stream.of("runpod-source.json", "runpod-sink-json.json")
        .map(sandbox::connector)
        .map(
            connector ->
                connector
                    .with("runpod.endpoints", String.join(",", endpoints.keySet()))
                    .with("runpod.http.run.timeout.ms", "3000")
                    .with("runpod.http.status.timeout.ms", "3000")
                    .with("runpod.http.status-sync.timeout.ms", "3000")
                    .with("runpod.http.stream.timeout.ms", "3000"))
        .toList();
  }

  private void send(Sandbox sandbox, String endpoint) {
    int n = number++;
    ProducerRecord<String, String> rec =
        new ProducerRecord<>(JOBS, n % PARTITIONS, "key-" + n, input(n));
    rec.headers().add("runpod.endpoint", endpoint.getBytes(StandardCharsets.UTF_8));
    RecordMetadata at = sandbox.topics().sendNow(rec);
    produced.add(
        new SentRecord(
            n, new Coordinates(at.topic(), at.partition(), at.offset()), SentRecord.Fate.JOB));
  }

  private String input(int n) {
    String script =
        switch (n / endpoints.size() % 6) {
          case 0 ->
              "{\"chunks\":%d,\"chunkIntervalMs\":50,\"aggregate\":true}".formatted(20 + n % 11);
          case 1 -> "{\"chunks\":%d,\"chunkIntervalMs\":40}".formatted(10 + n % 7);
          case 2 -> "{\"delayMs\":150,\"error\":\"CUDA out of memory\"}";
          case 3 -> "{\"chunks\":4,\"chunkIntervalMs\":30,\"error\":\"out of tokens\"}";
          default -> "{\"delayMs\":%d,\"output\":{\"n\":%d}}".formatted(100 + n % 400, n);
        };
    return "{\"n\":%d,\"simulate\":%s}".formatted(n, script);
  }

  private void awaitResults(Sandbox sandbox, Consumed consumed, List<ConnectorFile> connectors) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              connectors.forEach(connector -> requireNotFailed(sandbox, connector));
              return consumed.results().stream()
                      .map(result -> Coordinates.of(result.getRequest()))
                      .distinct()
                      .count()
                  == produced.records().size();
            });
  }

  // waiting for the results of a failed task would be in vain
  private static void requireNotFailed(Sandbox sandbox, ConnectorFile connector) {
    String reason = sandbox.connect().status(connector.name()).reason();
    assertThat(reason).as(connector.name()).isEmpty();
  }

  /** Where many are mixed, each of them has a small chance, and half of them is a mix. */
  private void requireHits(String name) {
    List<Faults.Hits> all = endpoints.get(name).faults().hits();
    long met = all.stream().filter(hits -> hits.count() > 0).count();
    assertThat(met)
        .as("faults met on %s of %s", name, all)
        .isGreaterThanOrEqualTo(name.equals("mixed") ? all.size() / 2 : all.size());
  }

  private static List<DeadLetter> deadLetters(Sandbox sandbox) {
    try (TopicReader<byte[]> queue =
        sandbox.topics().reader("runpod.jobs.dlq", new ByteArrayDeserializer())) {
      return queue.toEnd().stream().map(DeadLetter::of).collect(Collectors.toList());
    }
  }
}
