package io.runpod.kafka.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.simulator.limit.Gate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LimitsTest {

  private static final Gate.Load NO_WORKERS = new Gate.Load(0, 3, 0);

  @Test
  void aWindowOfTenSecondsLetsTheBaseRateThrough() {
    Gate gate = new Gate(Limits.documented());
    assertThat(let(gate, Operation.RUN, 1_500, 0, NO_WORKERS)).isEqualTo(1_000);
    assertThat(let(gate, Operation.RUN, 10, 9_999, NO_WORKERS)).isZero();
    assertThat(let(gate, Operation.RUN, 1_500, 10_000, NO_WORKERS)).isEqualTo(1_000);
  }

  @Test
  void theRateGrowsWithTheRunningWorkers() {
    Gate gate = new Gate(Limits.documented());
    assertThat(let(gate, Operation.RUN, 3_000, 0, new Gate.Load(0, 10, 8))).isEqualTo(1_600);
  }

  @Test
  void statusStatusSyncAndStreamShareOneRate() {
    Gate gate = new Gate(Limits.documented().rate(Operation.STREAM, 10, 0));
    assertThat(let(gate, Operation.STATUS, 4, 0, NO_WORKERS)).isEqualTo(4);
    assertThat(let(gate, Operation.STATUS_SYNC, 4, 0, NO_WORKERS)).isEqualTo(4);
    assertThat(let(gate, Operation.STREAM, 4, 0, NO_WORKERS)).isEqualTo(2);
  }

  @Test
  void concurrencyIsRefusedWhereItIsSwitchedOn() {
    Gate gate = new Gate(Limits.documented().withConcurrency());
    assertThat(let(gate, Operation.CANCEL, 30, 0, NO_WORKERS)).isEqualTo(20);
    gate.leave(Operation.CANCEL);
    assertThat(let(gate, Operation.CANCEL, 30, 0, NO_WORKERS)).isEqualTo(1);
  }

  @Test
  void theQueueRuleRefusesRunOverFiveHundredJobsPerWorker() {
    Gate gate = new Gate(Limits.none().withQueueRule());
    assertThat(let(gate, Operation.RUN, 1, 0, new Gate.Load(51, 0, 0))).isZero();
    assertThat(let(gate, Operation.RUN, 1, 0, new Gate.Load(50, 0, 0))).isEqualTo(1);
    assertThat(let(gate, Operation.RUN, 1, 0, new Gate.Load(1_500, 3, 0))).isEqualTo(1);
    assertThat(let(gate, Operation.RUN, 1, 0, new Gate.Load(1_501, 3, 0))).isZero();
    assertThat(let(gate, Operation.STATUS, 1, 0, new Gate.Load(1_501, 3, 0))).isEqualTo(1);
  }

  @Test
  void aRefusedCallIsAnswered429WithTheTimeToWaitWhereAsked() throws Exception {
    Limits limits = Limits.documented().rate(Operation.PURGE_QUEUE, 1, 0).withRetryAfter();
    try (RunpodSimulator simulator =
        RunpodSimulator.builder()
            .timeByHand()
            .endpoint(EndpointOptions.named("ep1").limits(limits))
            .start()) {
      HttpRequest purge =
          HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/ep1/purge-queue"))
              .header("Authorization", "any")
              .POST(HttpRequest.BodyPublishers.noBody())
              .build();
      HttpClient client = HttpClient.newHttpClient();
      client.send(purge, HttpResponse.BodyHandlers.discarding());
      HttpResponse<String> refused = client.send(purge, HttpResponse.BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).isEqualTo(Optional.of("10"));
      assertThat(simulator.endpoint("ep1").requests().count(Operation.PURGE_QUEUE, 429))
          .isEqualTo(1);
    }
  }

  private static int let(Gate gate, Operation operation, int calls, long now, Gate.Load load) {
    int through = 0;
    for (int call = 0; call < calls; call++) {
      through += gate.enter(operation, now, () -> load).isEmpty() ? 1 : 0;
    }
    return through;
  }
}
