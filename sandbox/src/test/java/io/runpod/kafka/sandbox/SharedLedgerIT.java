package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One sink of several endpoints, and source connectors of their own for them on its ledger. */
class SharedLedgerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CHUNKS = 150;
  private static final String STREAM =
      "{\"simulate\":{\"delayMs\":10,\"chunks\":%d,\"chunkIntervalMs\":100}}".formatted(CHUNKS);
  private static final String QUICK = "{\"quick\":true,\"simulate\":{\"delayMs\":10}}";

  private static Sandbox sandbox;
  private static SimulatedEndpoint two;
  private static TopicReader<JobResult> results;
  private static TopicReader<StreamChunk> chunks;

  @BeforeAll
  static void start() throws Exception {
    sandbox =
        Sandbox.builder()
            .name("shared-ledger")
            .endpoint(EndpointOptions.named("one").workers(4))
            .start();
    two = sandbox.simulator().addEndpoint(EndpointOptions.named("two").workers(4));
    sandbox.topics().create("runpod.jobs", 2, Map.of());
    sandbox.create(
        sandbox.connector("runpod-sink-json.json").with("runpod.endpoints", "one,two"), 1);
    results = sandbox.topics().avroReader("runpod.job-results");
    chunks = sandbox.topics().avroReader("runpod.job-stream");
  }

  @AfterAll
  static void stop() {
    results.close();
    chunks.close();
    sandbox.close();
  }

  @Test
  void sourcesOfDifferentEndpointsLeaveEachOtherAlone() throws Exception {
    ConnectorFile one = source("one");
    ConnectorFile two = source("two");
    sandbox.create(one, 2);
    send("runpod.jobs", "before", "one", STREAM);
    await().atMost(PATIENCE).until(() -> !chunksOf("one").isEmpty());

    // When: another comes, and each is started anew while the other reads
    sandbox.create(two, 2);
    send("runpod.jobs", "after", "two", STREAM);
    await().atMost(PATIENCE).until(() -> !chunksOf("two").isEmpty());
    sandbox.connect().restart(one.name());

    // Then
    await().atMost(PATIENCE).until(() -> resultsOf("before") == 1 && resultsOf("after") == 1);
    for (String endpoint : List.of("one", "two")) {
      List<StreamChunk> read = chunksOf(endpoint);
      assertThat(read).as(endpoint).noneMatch(StreamChunk::getGapBefore).hasSize(CHUNKS + 1);
    }
    assertThat(sandbox.connect().status(one.name()).isRunning(2)).isTrue();
    assertThat(sandbox.connect().status(two.name()).isRunning(2)).isTrue();
  }

  @Test
  void jobsOfAnEndpointThatIsFollowedLaterAreTold() throws Exception {
    sandbox.topics().create("later.jobs", 1, Map.of());
    sandbox.create(
        ofLedger("later", "runpod-sink-json.json")
            .with("topics", "later.jobs")
            .with("runpod.endpoints", "one,two"),
        1);
    ConnectorFile source =
        ofLedger("later", "runpod-source.json").with("runpod.stream.enabled", "false");
    sandbox.create(source, 1);
    send("later.jobs", "passed over", "two", QUICK);
    await().atMost(PATIENCE).until(() -> two.jobs().stream().anyMatch(SharedLedgerIT::isQuick));
    send("later.jobs", "behind it", "one", QUICK);
    await().atMost(PATIENCE).until(() -> resultsOf("behind it") == 1);
    assertThat(resultsOf("passed over")).isZero();

    // When
    sandbox.create(source.with("runpod.endpoints", "two"), 1);

    // Then
    await().atMost(PATIENCE).until(() -> resultsOf("passed over") == 1);
    send("later.jobs", "last", "two", QUICK);
    await().atMost(PATIENCE).until(() -> resultsOf("last") == 1);
    assertThat(resultsOf("behind it")).isEqualTo(1);
    assertThat(resultsOf("passed over")).isEqualTo(1);
  }

  private static ConnectorFile source(String endpoint) {
    return sandbox
        .connector("runpod-source.json")
        .named("source-" + endpoint)
        .with("runpod.endpoint.id", endpoint);
  }

  private static ConnectorFile ofLedger(String name, String file) {
    ConnectorFile connector = sandbox.connector(file);
    return connector
        .named(connector.name() + "-" + name)
        .with("runpod.ledger.topic", "ledger." + name)
        .with("runpod.ledger.partitions", "1");
  }

  private static void send(String topic, String key, String endpoint, String input) {
    ProducerRecord<String, String> record = new ProducerRecord<>(topic, key, input);
    record.headers().add("runpod.endpoint", endpoint.getBytes(StandardCharsets.UTF_8));
    sandbox.topics().sendNow(record);
  }

  private static boolean isQuick(JobTruth job) {
    return job.input().path("quick").asBoolean();
  }

  private static long resultsOf(String key) {
    return results.values().stream()
        .filter(result -> key.equals(result.getRequest().getKey()))
        .count();
  }

  /** With the end marker. */
  private static List<StreamChunk> chunksOf(String endpoint) {
    return chunks.values().stream()
        .filter(chunk -> chunk.getEndpointId().equals(endpoint))
        .toList();
  }
}
