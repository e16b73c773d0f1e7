package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.simulator.EndpointOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Outputs around the largest that is published, on a broker and a producer with default limits. */
class LargeOutputIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LIMIT = 900 * 1024;

  @Test
  void whatIsTooLargeIsNamedAndStopsNothing() throws Exception {
    // Given a handler that yields one chunk above the limit, one just below it and a small one
    String script =
        "{\"delayMs\":10,\"aggregate\":true,\"chunks\":[\"%s\",\"%s\",\"small\"]}"
            .formatted("x".repeat(LIMIT + 10), "y".repeat(LIMIT - 10));
    try (Sandbox sandbox =
            Sandbox.builder()
                .name("large-output")
                .endpoint(EndpointOptions.named("large").workers(2).script(script))
                .start();
        TopicReader<JobResult> results = sandbox.topics().avroReader("runpod.job-results");
        TopicReader<StreamChunk> stream = sandbox.topics().avroReader("runpod.job-stream")) {
      sandbox.topics().create("runpod.jobs", 1, Map.of());
      sandbox.create(sandbox.connector("runpod-source.json"), 2);
      sandbox.create(sandbox.connector("runpod-sink-json.json"), 1);

      // When
      sandbox.topics().sendNow(new ProducerRecord<>("runpod.jobs", "large", "{\"n\":1}"));
      sandbox
          .topics()
          .sendNow(
              new ProducerRecord<>(
                  "runpod.jobs", "small", "{\"simulate\":{\"output\":{\"n\":2}}}"));
      await().atMost(PATIENCE).until(() -> results.toEnd().size() == 2);

      // Then
      JobResult large = of(results.values(), "large");
      assertThat(large.getStatus()).isEqualTo("COMPLETED");
      assertThat(large.getOutput()).isNull();
      assertThat(large.getOutputBytes()).isGreaterThan(2L * LIMIT - 100);
      assertThat(large.getError().getKind()).isEqualTo("OUTPUT_TOO_LARGE");
      assertThat(of(results.values(), "small").getOutput()).isEqualTo("{\"n\":2}");
      List<StreamChunk> chunks =
          stream.values().stream().filter(c -> c.getJobId().equals(large.getJobId())).toList();
      assertThat(chunks).extracting(StreamChunk::getSequence).containsExactly(0L, 1L, 2L, 3L);
      assertThat(chunks.get(0).getOutput()).isNull();
      assertThat(chunks.get(0).getError().getKind()).isEqualTo("OUTPUT_TOO_LARGE");
      assertThat(chunks.get(1).getOutput()).hasSize(LIMIT - 8);
      assertThat(chunks.get(3).getEndOfStream()).isTrue();
      assertThat(sandbox.connect().status("runpod-source").isRunning(2)).isTrue();
    }
  }

  private static JobResult of(List<JobResult> results, String key) {
    return results.stream()
        .filter(result -> result.getRequest().getKey().equals(key))
        .findFirst()
        .orElseThrow();
  }
}
