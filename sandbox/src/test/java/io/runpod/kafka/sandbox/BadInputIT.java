package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.observe.DeadLetter;
import io.runpod.kafka.schema.JobResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Records that cannot become jobs, and settings that cannot work. */
class BadInputIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LARGE = "16777216";

  private static Sandbox sandbox;

  @BeforeAll
  static void start() throws Exception {
    // a body RunPod would refuse has to fit into the topics first
    sandbox = Sandbox.builder().name("bad-input").broker("message.max.bytes", LARGE).start();
    sandbox.create(sandbox.connector("runpod-source.json"), 2);
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @Test
  void tenBadRecordsAreDeadLettersWithAReasonAndTheOthersFlowOn() throws Exception {
    sandbox.topics().create("runpod.jobs", 2, Map.of());
    sandbox.topics().create("prompts", 2, Map.of());
    sandbox.create(withLargeDeadLetters("runpod-sink-json.json"), 2);
    sandbox.create(withLargeDeadLetters("runpod-sink-avro.json").with("topics", "prompts"), 2);

    List<DeadLetter> wanted = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      good("runpod.jobs", "{\"prompt\":\"good " + i + "\"}");
      good("prompts", prompt("good " + i));
    }
    wanted.add(bad("runpod.jobs", "not JSON at all", "not JSON"));
    wanted.add(bad("runpod.jobs", "{\"prompt\":", "not JSON"));
    wanted.add(bad("runpod.jobs", "{}", "empty"));
    wanted.add(bad("runpod.jobs", null, "null"));
    wanted.add(bad("runpod.jobs", "[1,2,3]", "object"));
    wanted.add(bad("runpod.jobs", "42", "object"));
    wanted.add(bad("runpod.jobs", "{\"prompt\":\"" + "x".repeat(10 << 20) + "\"}", "10485760"));
    wanted.add(bad("prompts", "not Avro".getBytes(StandardCharsets.UTF_8), "prompts"));
    wanted.add(bad("prompts", new byte[] {0, 0, 0, 3, 9, 1}, "prompts"));
    wanted.add(bad("prompts", null, "null"));
    for (int i = 10; i < 20; i++) {
      good("runpod.jobs", "{\"prompt\":\"good " + i + "\"}");
      good("prompts", prompt("good " + i));
    }

    try (TopicReader<byte[]> queue =
            sandbox.topics().reader("runpod.jobs.dlq", new ByteArrayDeserializer());
        TopicReader<JobResult> results = sandbox.topics().avroReader("runpod.job-results")) {
      await()
          .atMost(PATIENCE)
          .until(() -> queue.toEnd().size() >= wanted.size() && results.toEnd().size() >= 40);
      List<DeadLetter> found = queue.toEnd().stream().map(DeadLetter::of).toList();
      assertThat(found).hasSameSizeAs(wanted);
      assertThat(wanted)
          .allSatisfy(
              letter ->
                  assertThat(found)
                      .anySatisfy(
                          one -> {
                            assertThat(one.topic()).isEqualTo(letter.topic());
                            assertThat(one.partition()).isEqualTo(letter.partition());
                            assertThat(one.offset()).isEqualTo(letter.offset());
                            assertThat(one.reason()).containsIgnoringCase(letter.reason());
                          }));
      assertThat(results.values()).hasSize(40).allMatch(r -> r.getStatus().equals("COMPLETED"));
    }
    assertThat(sandbox.connect().status("runpod-sink-json").isRunning(2)).isTrue();
    assertThat(sandbox.connect().status("runpod-sink-avro").isRunning(2)).isTrue();
  }

  @Test
  void aWrongApiKeyFailsTheTasksAndIsNamed() throws Exception {
    ConnectorFile sink =
        alone("wrong-key", "runpod-sink-json.json").with("runpod.api.key", "rpa_wrong");
    assertFailureNames(sink, "runpod.api.key");
  }

  @Test
  void anUnknownEndpointFailsTheTasksAndIsNamed() throws Exception {
    ConnectorFile sink =
        alone("wrong-endpoint", "runpod-sink-json.json").with("runpod.endpoint.id", "nowhere");
    assertFailureNames(sink, "runpod.endpoint.id");
  }

  @Test
  void theSourceFailsAtOnceOnAWrongApiKey() {
    ConnectorFile source =
        sandbox
            .connector("runpod-source.json")
            .named("wrong-key-source")
            .with("runpod.ledger.topic", "wrong-key-source-ledger")
            .with("runpod.api.key", "rpa_wrong");
    sandbox.connect().put(source.name(), source.config());
    awaitFailure(source, "runpod.api.key");
  }

  private static ConnectorFile alone(String name, String file) {
    sandbox.topics().create(name, 1, Map.of());
    return sandbox
        .connector(file)
        .named(name)
        .with("topics", name)
        .with("runpod.ledger.topic", name + "-ledger");
  }

  private static void assertFailureNames(ConnectorFile sink, String setting) throws Exception {
    sandbox.create(sink, 1);
    good(sink.name(), "{\"prompt\":\"hello\"}");
    awaitFailure(sink, setting);
  }

  private static void awaitFailure(ConnectorFile connector, String setting) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(sandbox.connect().status(connector.name()).failure()).contains(setting));
    sandbox.connect().delete(connector.name());
  }

  private static ConnectorFile withLargeDeadLetters(String file) {
    return sandbox.connector(file).with("producer.override.max.request.size", LARGE);
  }

  private static Object prompt(String text) {
    return new GenericRecordBuilder(
            SchemaBuilder.record("Prompt").fields().requiredString("prompt").endRecord())
        .set("prompt", text)
        .build();
  }

  private static void good(String topic, Object value) {
    sandbox.topics().sendNow(new ProducerRecord<>(topic, value));
  }

  private static DeadLetter bad(String topic, Object value, String reason) {
    RecordMetadata at = sandbox.topics().sendNow(new ProducerRecord<>(topic, value));
    return new DeadLetter(topic, at.partition(), at.offset(), reason);
  }
}
