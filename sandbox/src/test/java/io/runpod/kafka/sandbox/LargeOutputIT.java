package io.runpod.kafka.sandbox;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.simulator.EndpointOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Outputs around the largest that fits one record, on a broker with default limits. */
class LargeOutputIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LIMIT = 900 * 1024;
  private static final int HUGE = 15 << 20;

  /** A little above the limit, with characters of several lengths and an escaped one. */
  private static final String LARGE_CHUNK = "x€\\\"".repeat(LIMIT / 6 + 10);

  private static final String LARGE_JOB =
      "{\"simulate\":{\"delayMs\":10,\"aggregate\":true,\"chunks\":[\"%s\",\"small\"]}}"
          .formatted(LARGE_CHUNK);
  private static final String SMALL_JOB = "{\"simulate\":{\"output\":{\"n\":2}}}";

  @Test
  void whatIsTooLargeForOneRecordComesInPartsThatJoinToIt() throws Exception {
    try (Sandbox sandbox = sandbox("large-split");
        TopicReader<JobResult> results = sandbox.topics().avroReader("runpod.job-results");
        TopicReader<StreamChunk> stream = sandbox.topics().avroReader("runpod.job-stream")) {
      sandbox.create(sandbox.connector("runpod-source.json"), 2);
      sandbox.create(sandbox.connector("runpod-sink-json.json"), 1);

      // When
      send(sandbox, "large", LARGE_JOB);
      send(sandbox, "huge", "{\"n\":1}");
      send(sandbox, "small", SMALL_JOB);
      await()
          .atMost(PATIENCE)
          .until(() -> results.values().stream().filter(LargeOutputIT::isLast).count() == 3);

      // Then
      List<JobResult> large = of(results.values(), "large");
      String chunk = "\"" + LARGE_CHUNK + "\"";
      assertThat(joined(large.stream().map(JobResult::getOutput).toList()))
          .isEqualTo("[" + chunk + ",\"small\"]");
      assertThat(large).extracting(JobResult::getPart).containsExactly(0, 1);
      assertThat(large).extracting(JobResult::getStatus).containsOnly("COMPLETED");
      assertThat(large).extracting(JobResult::getError).containsOnlyNulls();
      List<JobResult> huge = of(results.values(), "huge");
      assertThat(huge).hasSize(18);
      assertThat(joined(huge.stream().map(JobResult::getOutput).toList())).hasSize(HUGE + 2);
      JobResult small = of(results.values(), "small").get(0);
      assertThat(small.getOutput()).isEqualTo("{\"n\":2}");
      assertThat(small.getParts()).isNull();
      assertThat(results.toEnd())
          .allSatisfy(record -> assertThat(record.key()).isEqualTo(record.value().getJobId()))
          .extracting(LargeOutputIT::eventId)
          .doesNotHaveDuplicates();

      Map<Long, List<StreamChunk>> chunks =
          stream.values().stream()
              .filter(c -> c.getJobId().equals(large.get(0).getJobId()))
              .collect(groupingBy(StreamChunk::getSequence));
      assertThat(chunks.keySet()).containsExactlyInAnyOrder(0L, 1L, 2L);
      assertThat(chunks.get(0L)).hasSize(2);
      assertThat(joined(chunks.get(0L).stream().map(StreamChunk::getOutput).toList()))
          .isEqualTo(chunk);
      assertThat(chunks.get(1L)).hasSize(1);
      assertThat(chunks.get(2L).get(0).getComplete()).isTrue();
      assertThat(sandbox.connect().status("runpod-source").isRunning(2)).isTrue();
    }
  }

  @Test
  void whatIsTooLargeIsNamedAndStopsNothing() throws Exception {
    try (Sandbox sandbox = sandbox("large-error");
        TopicReader<JobResult> results = sandbox.topics().avroReader("runpod.job-results");
        TopicReader<StreamChunk> stream = sandbox.topics().avroReader("runpod.job-stream")) {
      sandbox.create(
          sandbox
              .connector("runpod-source.json")
              .with("runpod.output.oversize", "error")
              .with("runpod.result.key", "request-key"),
          2);
      sandbox.create(sandbox.connector("runpod-sink-json.json"), 1);

      // When
      send(sandbox, "large", LARGE_JOB);
      send(sandbox, "small", SMALL_JOB);
      send(sandbox, "nothing", "{\"simulate\":{\"output\":{}}}");
      await().atMost(PATIENCE).until(() -> results.toEnd().size() == 3);

      // Then
      JobResult large = of(results.values(), "large").get(0);
      assertThat(large.getStatus()).isEqualTo("COMPLETED");
      assertThat(large.getOutput()).isNull();
      assertThat(large.getOutputBytes()).isGreaterThan(LIMIT);
      assertThat(large.getError().getKind()).isEqualTo("OUTPUT_TOO_LARGE");
      assertThat(of(results.values(), "small").get(0).getOutput()).isEqualTo("{\"n\":2}");
      JobResult nothing = of(results.values(), "nothing").get(0);
      assertThat(nothing.getStatus()).isEqualTo("COMPLETED");
      assertThat(nothing.getError().getKind()).isEqualTo("NO_OUTPUT");
      assertThat(results.toEnd())
          .extracting(ConsumerRecord::key)
          .containsExactlyInAnyOrder("large", "small", "nothing");
      List<StreamChunk> chunks =
          stream.values().stream().filter(c -> c.getJobId().equals(large.getJobId())).toList();
      assertThat(chunks).extracting(StreamChunk::getSequence).containsExactly(0L, 1L, 2L);
      assertThat(chunks.get(0).getOutput()).isNull();
      assertThat(chunks.get(0).getError().getKind()).isEqualTo("OUTPUT_TOO_LARGE");
      assertThat(chunks.get(1).getOutput()).isEqualTo("\"small\"");
      assertThat(chunks.get(2).getEndOfStream()).isTrue();
      assertThat(sandbox.connect().status("runpod-source").isRunning(2)).isTrue();
    }
  }

  private static Sandbox sandbox(String name) throws Exception {
    Sandbox sandbox =
        Sandbox.builder()
            .name(name)
            .endpoint(
                EndpointOptions.named("large")
                    .workers(3)
                    .script("{\"delayMs\":10,\"output\":\"%s\"}".formatted("z".repeat(HUGE))))
            .start();
    sandbox.topics().create("runpod.jobs", 1, Map.of());
    return sandbox;
  }

  private static void send(Sandbox sandbox, String key, String value) {
    sandbox.topics().sendNow(new ProducerRecord<>("runpod.jobs", key, value));
  }

  private static boolean isLast(JobResult result) {
    return result.getPart() == null || result.getPart() == result.getParts() - 1;
  }

  private static String joined(List<String> slices) {
    assertThat(slices)
        .allSatisfy(
            slice ->
                assertThat(slice.getBytes(StandardCharsets.UTF_8).length)
                    .isLessThanOrEqualTo(LIMIT));
    return slices.stream().collect(joining());
  }

  private static String eventId(ConsumerRecord<?, ?> record) {
    return new String(
        record.headers().lastHeader("runpod.event.id").value(), StandardCharsets.UTF_8);
  }

  private static List<JobResult> of(List<JobResult> results, String key) {
    return results.stream().filter(result -> result.getRequest().getKey().equals(key)).toList();
  }
}
