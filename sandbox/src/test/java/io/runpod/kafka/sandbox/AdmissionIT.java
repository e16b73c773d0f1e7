package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.observe.QueueDepth;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.JobState;
import io.runpod.kafka.simulator.Operation;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the endpoint says of itself decides whether it is given more jobs. */
class AdmissionIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int WORKERS = 2;
  private static final int JOBS = 60;
  private static final int MAX_QUEUED = 10;

  private Sandbox sandbox;

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void theQueueStaysShortAndEveryJobGetsItsTurn() throws Exception {
    start("admission-queue", Map.of("runpod.admission.max.queued", "" + MAX_QUEUED));
    send();

    await().atMost(PATIENCE).until(() -> completed() == JOBS);
    assertThat(QueueDepth.deepest(sandbox.endpoint().jobs())).isBetween(2, MAX_QUEUED);
  }

  @Test
  void withoutWorkersNothingIsSubmittedUntilOneAppears() throws Exception {
    start("admission-workers", Map.of("runpod.admission.require.workers", "true"));
    sandbox.endpoint().ail(WORKERS, 0);
    awaitReadings(2);
    send();

    awaitReadings(4);
    assertThat(sandbox.endpoint().jobs()).isEmpty();

    sandbox.endpoint().ail(0, 0);
    await().atMost(PATIENCE).until(() -> completed() == JOBS);
  }

  private void start(String name, Map<String, String> admission) throws Exception {
    sandbox =
        Sandbox.builder()
            .name(name)
            .endpoint(
                EndpointOptions.named(name).workers(WORKERS).jobDuration(Duration.ofMillis(200)))
            .start();
    sandbox.topics().create("runpod.jobs", 2, Map.of());
    ConnectorFile sink =
        sandbox.connector("runpod-sink-json.json").with("runpod.admission.interval.ms", "500");
    for (Map.Entry<String, String> setting : admission.entrySet()) {
      sink = sink.with(setting.getKey(), setting.getValue());
    }
    sandbox.create(sink.with("tasks.max", "1"), 1);
  }

  private void send() {
    for (int i = 0; i < JOBS; i++) {
      sandbox.topics().sendNow(new ProducerRecord<>("runpod.jobs", "k" + i, "{\"n\":" + i + "}"));
    }
  }

  /** Waits until {@code /health} was read so many times more, each after the one before. */
  private void awaitReadings(int more) {
    long before = sandbox.endpoint().requests().count(Operation.HEALTH);
    await()
        .atMost(PATIENCE)
        .until(() -> sandbox.endpoint().requests().count(Operation.HEALTH) >= before + more);
  }

  private long completed() {
    return sandbox.endpoint().jobs().stream()
        .filter(job -> job.status() == JobState.COMPLETED)
        .count();
  }
}
