package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.observe.DeadLetter;
import io.runpod.kafka.schema.EndpointHealth;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One sink and one source connector for two endpoints and one that is not there: by topic, by
 * header, each to its own.
 */
class SeveralEndpointsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String FAST = "fast";
  private static final String SLOW = "slow";

  /** RunPod does not have it. */
  private static final String WRONG = "wrong";

  private static Sandbox sandbox;
  private static SimulatedEndpoint fast;
  private static SimulatedEndpoint slow;

  @BeforeAll
  static void start() throws Exception {
    sandbox =
        Sandbox.builder()
            .name("endpoints")
            .endpoint(EndpointOptions.named(FAST).workers(4))
            .start();
    fast = sandbox.simulator().endpoint(FAST);
    slow = sandbox.simulator().addEndpoint(EndpointOptions.named(SLOW).workers(1));
    sandbox.topics().create("runpod.jobs", 2, Map.of());
    sandbox.topics().create("slow.jobs", 1, Map.of());
    sandbox.create(
        sandbox
            .connector("runpod-source.json")
            .with("runpod.endpoints", FAST + "," + SLOW + "," + WRONG)
            .with("runpod.endpoints.slow.stream.enabled", "false"),
        2);
    sandbox.create(
        sandbox
            .connector("runpod-sink-json.json")
            .with("topics", "runpod.jobs,slow.jobs")
            .with("runpod.endpoints", FAST + "," + SLOW + "," + WRONG)
            .with("runpod.endpoint.by.topic", "slow.jobs:" + SLOW),
        1);
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @Test
  void eachRecordGoesToItsEndpointAndItsResultComesBack() {
    send("runpod.jobs", "waits", WRONG);
    send("runpod.jobs", "default", null);
    send("slow.jobs", "by topic", null);
    send("runpod.jobs", "by header", SLOW);
    send("runpod.jobs", "nowhere", "unheard-of");

    try (TopicReader<JobResult> results = sandbox.topics().avroReader("runpod.job-results")) {
      await().atMost(PATIENCE).until(() -> results.values().size() >= 3);
      assertThat(
              results.values().stream()
                  .collect(
                      Collectors.toMap(r -> r.getRequest().getKey(), JobResult::getEndpointId)))
          .isEqualTo(Map.of("default", FAST, "by topic", SLOW, "by header", SLOW));
    }
    assertThat(fast.jobs()).hasSize(1);
    assertThat(slow.jobs()).hasSize(2);
    // running jobs are asked with the call that is held: /stream where streams are read
    assertThat(slow.requests().count(Operation.STATUS_SYNC)).isPositive();
    assertThat(slow.requests().count(Operation.STREAM)).isZero();
    assertThat(fast.requests().count(Operation.STREAM)).isPositive();
    try (TopicReader<byte[]> queue =
        sandbox.topics().reader("runpod.jobs.dlq", new ByteArrayDeserializer())) {
      await().atMost(PATIENCE).until(() -> !queue.toEnd().isEmpty());
      assertThat(queue.toEnd().stream().map(DeadLetter::of).map(DeadLetter::reason).toList())
          .singleElement()
          .asString()
          .contains("unheard-of", FAST, SLOW);
    }
    assertThat(sandbox.connect().status("runpod-sink-json").isRunning(1)).isTrue();
    assertThat(sandbox.connect().status("runpod-source").isRunning(2)).isTrue();
  }

  @Test
  void theHealthOfEachIsTold() {
    try (TopicReader<EndpointHealth> health =
        sandbox.topics().avroReader("runpod.endpoint-health")) {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  health.values().stream()
                      .map(EndpointHealth::getEndpointId)
                      .collect(Collectors.toSet())
                      .equals(Set.of(FAST, SLOW)));
    }
  }

  private static void send(String topic, String key, String endpoint) {
    ProducerRecord<String, String> record =
        new ProducerRecord<>(topic, key, "{\"simulate\":{\"delayMs\":2000}}");
    if (endpoint != null) {
      record.headers().add("runpod.endpoint", endpoint.getBytes(StandardCharsets.UTF_8));
    }
    sandbox.topics().sendNow(record);
  }
}
