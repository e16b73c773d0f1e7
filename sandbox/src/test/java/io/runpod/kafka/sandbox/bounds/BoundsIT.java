package io.runpod.kafka.sandbox.bounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.client.CountedResults;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.observe.RemoteBeans;
import io.runpod.kafka.sandbox.stack.FreePort;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Too much of everything, on a worker whose heap would not hold it: one that runs out of memory
 * ends.
 */
@Tag("alone")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BoundsIT {
  /** More of them: {@code -Dlarge.outputs=100}. */
  private static final int LARGE_OUTPUTS = Integer.getInteger("large.outputs", 30);

  private static final String RESULTS = "runpod.job-results";
  private static final int LARGE = 10 << 20;
  private static final int BACKLOG = 200_000;
  private static final int BUFFER = 2_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int JMX = FreePort.next();
  private static Sandbox sandbox;

  @BeforeAll
  static void start() throws InterruptedException {
    sandbox =
        Sandbox.builder()
            .name("bounds")
            .workerInChild()
            .workerJvm(
                Stream.concat(
                        Stream.of(RemoteBeans.options(JMX)),
                        Stream.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"))
                    .toArray(String[]::new))
            .start();
    sandbox.topics().create(RESULTS, 2, Map.of());
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @Test
  @Order(1)
  void aBacklogWaitsInKafkaAndNotInTheHeap() throws Exception {
    SimulatedEndpoint slow = endpoint(EndpointOptions.named("backlog").workers(4));
    slow.faults().add(Fault.on(Operation.RUN).latency(Duration.ofSeconds(3)));
    sandbox.topics().create("backlog", 4, Map.of());
    String input = "{\"text\":\"" + "x".repeat(1_000) + "\"}";
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int i = 0; i < BACKLOG; i++) {
      sent.add(sandbox.topics().send(new ProducerRecord<>("backlog", i % 4, null, input)));
    }
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }

    // When
    sandbox.create(
        sink("backlog", "backlog")
            .with("tasks.max", "1")
            .with("runpod.run.limit.per.10s", "100000"),
        1);

    // Then it takes in so many and no more
    try (RemoteBeans beans = new RemoteBeans(JMX)) {
      await().atMost(PATIENCE).until(() -> queued(beans) >= BUFFER);
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(10))
          .until(() -> queued(beans) <= BUFFER + 500);

      // and goes on when RunPod does, several times over
      slow.faults().clear();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                assertThat(queued(beans)).isLessThanOrEqualTo(BUFFER + 500);
                return slow.requests().count(Operation.RUN, 200) >= 3 * BUFFER;
              });
    }
    delete("backlog");
  }

  @Test
  @Order(2)
  void anAnswerOfAGigabyteIsCutAndItsJobTold() throws Exception {
    try (EndlessRunpod endless = new EndlessRunpod(1L << 30);
        TopicReader<JobResult> results = sandbox.topics().avroReader(RESULTS)) {
      sandbox.topics().create("giant", 1, Map.of());
      sandbox.create(
          source("giant")
              .with("runpod.base.url", endless.baseUrl())
              .with("runpod.stream.enabled", "false"),
          2);
      sandbox.create(sink("giant", "giant").with("runpod.base.url", endless.baseUrl()), 1);

      send("giant", "{\"n\":1}");
      JobResult giant =
          await()
              .atMost(PATIENCE)
              .until(
                  () ->
                      results.values().stream()
                          .filter(one -> one.getJobId().equals(EndlessRunpod.JOB))
                          .findFirst()
                          .orElse(null),
                  found -> found != null);

      assertThat(giant.getOutput()).isNull();
      assertThat(giant.getError().getKind()).isEqualTo("OUTPUT_TOO_LARGE");
      assertThat(giant.getError().getMessage()).contains("runpod.response.max.bytes");
      assertThat(endless.longestAnswer()).isLessThan(100L << 20);
      assertThat(sandbox.connect().status("giant-source").isRunning(2)).isTrue();
      delete("giant", "giant-source");
    }
  }

  @Test
  @Order(3)
  void largeOutputsAllAtOnceWaitInTheNetworkAndNotInTheHeap() throws Exception {
    endpoint(
        EndpointOptions.named("large")
            .workers(LARGE_OUTPUTS)
            .script("{\"delayMs\":1000,\"output\":\"%s\"}".formatted("z".repeat(LARGE))));
    sandbox.topics().create("large", 1, Map.of());
    sandbox.create(source("large").with("tasks.max", "1"), 1);
    sandbox.create(sink("large", "large"), 1);

    // When
    IntStream.range(0, LARGE_OUTPUTS).forEach(i -> send("large", "{\"n\":" + i + "}"));

    // Then
    try (CountedResults results = new CountedResults(sandbox.bootstrapServers())) {
      await().atMost(PATIENCE).until(() -> large(results).count() == LARGE_OUTPUTS);
      // nothing of them came twice
      assertThat(large(results)).allMatch(bytes -> bytes < LARGE + 9_000);
    }
    assertThat(sandbox.connect().status("large-source").isRunning(1)).isTrue();
    delete("large", "large-source");
  }

  @Test
  @Order(4)
  void aStopIsInTimeWhateverIsInFlight() throws Exception {
    SimulatedEndpoint hanging = endpoint(EndpointOptions.named("hanging").workers(20));
    for (String topic : List.of("streams", "runs", "syncs", "orders")) {
      sandbox.topics().create(topic, 2, Map.of());
    }
    sandbox.create(source("hanging"), 2);
    sandbox.create(sink("streams", "hanging"), 2);
    sandbox.create(sink("runs", "hanging"), 2);
    sandbox.create(sink("syncs", "hanging").with("runpod.submit.mode", "runsync"), 2);
    sandbox.create(sink("orders", "hanging").with("runpod.commands.topics", "orders"), 2);
    for (int i = 0; i < 10; i++) {
      send("streams", "{\"simulate\":{\"chunks\":100000,\"chunkIntervalMs\":20}}");
      send("streams", "{\"simulate\":{\"delayMs\":600000}}");
    }
    await().atMost(PATIENCE).until(() -> hanging.requests().count(Operation.STREAM, 200) > 50);

    // When RunPod falls silent, and everything is asked of it
    hanging.faults().add(Fault.onAll().neverAnswer());
    for (int i = 0; i < 5_000; i++) {
      send("runs", "{\"n\":1}");
      send("syncs", "{\"n\":1}");
      send("orders", "{\"command\":\"CANCEL\",\"jobId\":\"job-" + i + "\"}");
    }
    for (Operation operation :
        List.of(Operation.RUN, Operation.RUNSYNC, Operation.CANCEL, Operation.STREAM)) {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  hanging.arrivals().stream().filter(a -> a.operation() == operation).count() > 5);
    }
    sandbox.workers().stop(0);

    // Then no task was given up by Connect
    assertThat(sandbox.workers().log(0))
        .contains("submits are still open after 1000 ms")
        .doesNotContain("Graceful stop of task")
        .doesNotContain("did not stop");
  }

  private static SimulatedEndpoint endpoint(EndpointOptions options) {
    return sandbox.simulator().addEndpoint(options);
  }

  private static ConnectorFile sink(String topic, String endpoint) {
    return sandbox
        .connector("runpod-sink-json.json")
        .named(topic)
        .with("topics", topic)
        .with("runpod.endpoint.id", endpoint);
  }

  private static ConnectorFile source(String endpoint) {
    return sandbox
        .connector("runpod-source.json")
        .named(endpoint + "-source")
        .with("runpod.endpoint.id", endpoint);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what did not arrive is missed
  private static void send(String topic, String value) {
    sandbox.topics().send(new ProducerRecord<>(topic, value));
  }

  private static Stream<Long> large(CountedResults results) {
    return results.read().values().stream().filter(bytes -> bytes >= LARGE);
  }

  private static double queued(RemoteBeans beans) throws Exception {
    return beans.sum("kafka.connect:type=plugins,connector=backlog,*", "queued");
  }

  private static void delete(String... connectors) {
    List.of(connectors).forEach(sandbox.connect()::delete);
  }
}
