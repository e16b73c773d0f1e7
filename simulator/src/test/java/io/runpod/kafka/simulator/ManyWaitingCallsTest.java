package io.runpod.kafka.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.simulator.bench.WaitingCalls;
import java.io.IOException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ManyWaitingCallsTest {

  @Test
  void aThousandCallsWaitWithoutAThreadEach() throws IOException {
    try (RunpodSimulator simulator =
        RunpodSimulator.builder().endpoint(EndpointOptions.named("ep1").workers(0)).start()) {
      SimulatedEndpoint endpoint = simulator.endpoint("ep1");
      Client client = new Client(simulator, "ep1");
      String id = client.run("{}");
      int threads = Thread.activeCount();
      try (WaitingCalls calls = new WaitingCalls(simulator.port(), 1_000, id)) {
        Awaitility.await().until(() -> endpoint.waitingCalls() == 1_000);
        assertThat(Thread.activeCount()).isLessThan(threads + 50);
        assertThat(client.get("health").code()).isEqualTo(200);
        client.post("cancel/" + id);
        assertThat(calls.readAll()).hasSize(1_000).allMatch(one -> one.contains("CANCELLED"));
      }
      assertThat(endpoint.requests().highestConcurrency(Operation.STREAM)).isEqualTo(500);
    }
  }
}
