package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.JobState;
import io.runpod.kafka.simulator.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Something between here and RunPod refuses every submit for a while: nothing is lost by that. */
class RefusedForAWhileIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int JOBS = 40;

  private Sandbox sandbox;

  @BeforeEach
  void start() throws Exception {
    sandbox =
        Sandbox.builder()
            .name("refused")
            .endpoint(
                EndpointOptions.named("refused").workers(4).jobDuration(Duration.ofMillis(50)))
            .start();
    sandbox.topics().create("runpod.jobs", 2, Map.of());
    sandbox.create(sandbox.connector("runpod-sink-json.json").with("tasks.max", "1"), 1);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void everyJobIsSubmittedOnceThoughARunningEndpointRefusesForSomeSeconds() {
    send(0, 1);
    await().atMost(PATIENCE).until(() -> completed() == 1);

    sandbox
        .endpoint()
        .faults()
        .add(
            Fault.on(Operation.RUN)
                .httpStatus(404, "text/html", "<html>404 page not found</html>"));
    send(1, JOBS);
    awaitRefusals(1);
    awaitRefusals(refusals() + 2);
    assertThat(sandbox.endpoint().jobs()).hasSize(1);
    sandbox.endpoint().faults().clear();

    await().atMost(PATIENCE).until(() -> completed() == JOBS);
    assertThat(sandbox.endpoint().jobs())
        .extracting(job -> job.input().toString())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, JOBS).mapToObj(RefusedForAWhileIT::input).toList());
    assertThat(sandbox.connect().status("runpod-sink-json").failure()).isEmpty();
  }

  private void send(int from, int to) {
    for (int i = from; i < to; i++) {
      sandbox.topics().sendNow(new ProducerRecord<>("runpod.jobs", "k" + i, input(i)));
    }
  }

  private static String input(int number) {
    return "{\"n\":" + number + "}";
  }

  private void awaitRefusals(long count) {
    await().atMost(PATIENCE).until(() -> refusals() >= count);
  }

  private long refusals() {
    return sandbox.endpoint().requests().count(Operation.RUN, 404);
  }

  private long completed() {
    return sandbox.endpoint().jobs().stream()
        .filter(job -> job.status() == JobState.COMPLETED)
        .count();
  }
}
