package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.JobTruth;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Outputs with a type, their early release at RunPod, and both shapes of {@code /stream}. */
class OutputsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CAPTION =
      """
      {"type": "record", "name": "Caption", "namespace": "com.acme", "fields": [
        {"name": "text", "type": "string"},
        {"name": "score", "type": ["null", "double"], "default": null},
        {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]},
        {"name": "boxes", "type": {"type": "array", "items": {
          "type": "record", "name": "Box", "fields": [{"name": "width", "type": "int"}]}},
          "default": []}]}
      """;

  @Test
  void outputsAreTypedAndLetGoOfAndBothShapesOfStreamsAreRead() throws Exception {
    // Given
    try (Sandbox sandbox =
            Sandbox.builder()
                .name("outputs")
                .endpoint(EndpointOptions.named("outputs").workers(4))
                .start();
        TopicReader<GenericRecord> results =
            sandbox.topics().reader("captions", sandbox.confluent().genericDeserializer());
        TopicReader<StreamChunk> stream = sandbox.topics().avroReader("runpod.job-stream")) {
      sandbox.topics().create("runpod.jobs", 1, Map.of());
      sandbox.create(
          sandbox
              .connector("runpod-source.json")
              .with("tasks.max", "1")
              // the subject of the default topic has the contract with an output of text
              .with("runpod.job-results.topic", "captions")
              .with("runpod.output.schema", CAPTION)
              .with("runpod.result.release.ttl.ms", "1000")
              // commits come with records, and a reading of /health is one
              .with("runpod.health.interval.ms", "1000"),
          1);
      sandbox.create(sandbox.connector("runpod-sink-json.json"), 1);

      // When
      send(
          sandbox,
          "fits",
          "{\"output\":{\"text\":\"hi\",\"at\":\"2026-11-25T16:00:00Z\",\"boxes\":[{\"width\":3}]}}");
      send(sandbox, "misfit", "{\"output\":{\"text\":\"hi\",\"boxes\":[{\"width\":3.5}]}}");
      send(sandbox, "failed", "{\"error\":\"out of memory\"}");
      String chunks = "\"chunks\":[{\"n\":0},{\"n\":1}],\"metrics\":{\"tokens\":7.0}";
      send(sandbox, "object", "{" + chunks + "}");
      send(sandbox, "bare", "{" + chunks + ",\"bareStream\":true}");
      await().atMost(PATIENCE).until(() -> results.toEnd().size() == 5);

      // Then
      Map<String, ConsumerRecord<String, GenericRecord>> byKey =
          results.toEnd().stream()
              .collect(Collectors.toMap(OutputsIT::requestKey, record -> record));
      GenericRecord caption = (GenericRecord) byKey.get("fits").value().get("output");
      assertThat(caption.getSchema().getFullName()).isEqualTo("com.acme.Caption");
      assertThat(caption.get("text")).hasToString("hi");
      assertThat(caption.get("score")).isNull();
      assertThat(caption.get("at")).isEqualTo(1_795_622_400_000L);
      assertThat((List<?>) caption.get("boxes"))
          .extracting(box -> ((GenericRecord) box).get("width"))
          .isEqualTo(List.of(3));
      ConsumerRecord<String, GenericRecord> misfit = byKey.get("misfit");
      assertThat(misfit.value().get("output")).isNull();
      assertThat(errorOf(misfit, "kind")).isEqualTo("OUTPUT_MISMATCH");
      assertThat(errorOf(misfit, "message")).contains("$.boxes[0].width: expected int, found 3.5");
      assertThat(misfit.headers().lastHeader("runpod.output.json").value())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("{\"text\":\"hi\",\"boxes\":[{\"width\":3.5}]}");
      assertThat(errorOf(byKey.get("failed"), "message")).isEqualTo("out of memory");

      for (String key : List.of("object", "bare")) {
        String job = byKey.get(key).key();
        assertThat(stream.values())
            .filteredOn(c -> c.getJobId().equals(job))
            .as(key)
            .extracting(StreamChunk::getOutput, StreamChunk::getMetrics, StreamChunk::getComplete)
            .containsExactly(
                tuple("{\"n\":0}", "{\"tokens\":7.0}", null),
                tuple("{\"n\":1}", "{\"tokens\":7.0}", null),
                tuple(null, null, true));
      }

      String fits = byKey.get("fits").key();
      await().atMost(PATIENCE).until(() -> truth(sandbox, fits).isGone());
      assertThat(Stream.of("misfit", "failed").map(key -> byKey.get(key).key()))
          .noneMatch(job -> truth(sandbox, job).isGone());
      assertThat(results.toEnd()).hasSize(5);
    }
  }

  private static JobTruth truth(Sandbox sandbox, String job) {
    return sandbox.endpoint().job(job).orElseThrow();
  }

  private static void send(Sandbox sandbox, String key, String script) {
    sandbox
        .topics()
        .sendNow(new ProducerRecord<>("runpod.jobs", key, "{\"simulate\":%s}".formatted(script)));
  }

  private static String requestKey(ConsumerRecord<String, GenericRecord> record) {
    return ((GenericRecord) record.value().get("request")).get("key").toString();
  }

  private static String errorOf(ConsumerRecord<String, GenericRecord> record, String field) {
    return ((GenericRecord) record.value().get("error")).get(field).toString();
  }
}
