package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.api.Quotas;
import io.runpod.kafka.connect.flow.Pace;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.metrics.FakePluginMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SourcePartsTest {
  static final EndpointId ENDPOINT = new EndpointId("parts-test");

  /** The settings of a task, with nobody behind them. */
  static final Map<String, String> FIRST_OF_TWO =
      Map.of(
          "name", "parts",
          "runpod.endpoint.id", ENDPOINT.value(),
          "runpod.api.key", "key",
          "runpod.ledger.kafka.bootstrap.servers", "127.0.0.1:1",
          "runpod.poll.limit.per.10s", "20000",
          "runpod.task.index", "0",
          "runpod.task.count", "2");

  @Test
  void aTaskLendsTheOthersOfItsWorkerThePollsItDoesNotMakeUntilItStops() {
    SourceParts parts =
        new SourceParts(
            SourceSettings.of(FIRST_OF_TWO),
            FIRST_OF_TWO,
            List.of(),
            1,
            new FakePluginMetrics().metrics(),
            Clock.systemUTC());
    try (Quotas shares = new Quotas("parts", ENDPOINT, 1)) {
      Pace second = shares.of(Operation.STATUS, 10_000);
      parts.reader((partition, entry) -> new CompletableFuture<>(), () -> {});

      // a burst of its own, and one of what the first leaves unused
      assertThat(takeAll(second, Duration.ofSeconds(20))).isEqualTo(50 + 100);

      parts.giveBack();
      assertThat(takeAll(second, Duration.ofSeconds(40))).isEqualTo(100);
    } finally {
      parts.giveBack();
      parts.close();
    }
  }

  /** Requests that may be made at once, some time from now. */
  static int takeAll(Pace pace, Duration later) {
    long now = System.nanoTime() + later.toNanos();
    int taken = 0;
    while (pace.tryTake(now)) {
      taken++;
    }
    return taken;
  }
}
