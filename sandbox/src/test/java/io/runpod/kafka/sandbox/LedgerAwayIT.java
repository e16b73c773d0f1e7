package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.observe.Ledger;
import io.runpod.kafka.sandbox.stack.ChildBroker;
import io.runpod.kafka.simulator.Arrival;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Kafka falls silent while RunPod does not: its only broker is paused. */
class LedgerAwayIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final int JOBS = 1_100;

  @Test
  void submitsStopSoonAndGoOnWithNothingSubmittedTwice() throws Exception {
    try (Sandbox sandbox =
        Sandbox.builder()
            .name("ledger-away")
            .brokerInChild()
            .endpoint(EndpointOptions.named("away").workers(50).jobDuration(Duration.ofMillis(50)))
            .start()) {
      sandbox.topics().create("runpod.jobs", 2, Map.of());
      for (int i = 0; i < JOBS; i++) {
        sandbox.topics().sendNow(new ProducerRecord<>("runpod.jobs", "k" + i, "{\"n\":" + i + "}"));
      }
      sandbox.create(sandbox.connector("runpod-sink-json.json").with("tasks.max", "1"), 1);
      await().atMost(PATIENCE).until(() -> submits(sandbox).size() > 150);

      signal(sandbox, "STOP");
      await().atMost(PATIENCE).until(() -> quiet(submits(sandbox)));
      int submitted = submits(sandbox).size();
      signal(sandbox, "CONT");

      assertThat(submitted).as("at 100 in a second, 5 s and what was open").isLessThan(JOBS - 100);
      await().atMost(PATIENCE).until(() -> submits(sandbox).size() >= JOBS);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> Ledger.accepted(sandbox.topics()).size() == JOBS);
      assertThat(submits(sandbox)).hasSize(JOBS);
    }
  }

  private static List<Arrival> submits(Sandbox sandbox) {
    return sandbox.endpoint().arrivals().stream()
        .filter(arrival -> arrival.operation() == Operation.RUN)
        .toList();
  }

  private static boolean quiet(List<Arrival> submits) {
    return submits.get(submits.size() - 1).at().plus(QUIET).isBefore(Instant.now());
  }

  private static void signal(Sandbox sandbox, String name) throws Exception {
    long broker = ((ChildBroker) sandbox.broker()).process().pid();
    int code = new ProcessBuilder("kill", "-" + name, Long.toString(broker)).start().waitFor();
    assertThat(code).isZero();
  }
}
