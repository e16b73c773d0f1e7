package io.runpod.kafka.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** A simulator with the time in the test's hand, to be brought into a recorded situation. */
final class Stage implements AutoCloseable {

  final RunpodSimulator simulator;
  final Client ep1;

  /** The example to be reproduced. */
  final JsonNode recorded;

  Stage(JsonNode recorded) throws IOException {
    this.recorded = recorded;
    simulator = RunpodSimulator.builder().apiKey(Client.KEY).timeByHand().start();
    simulator.addEndpoint(
        EndpointOptions.named("ep1")
            .workers(1)
            .time(Timing.EXECUTION_TIMEOUT, Duration.ofHours(1))
            .time(Timing.LOST_AFTER, Duration.ofMillis(39_678)));
    ep1 = new Client(simulator, "ep1");
  }

  @Override
  public void close() {
    simulator.close();
  }

  Client.Got health() {
    simulator.addEndpoint(
        EndpointOptions.named("busy").workers(1, 2).time(Timing.COLD_START, Duration.ofHours(1)));
    Client busy = new Client(simulator, "busy");
    for (int job = 0; job < 31; job++) {
      busy.run("{'delayMs':0}");
      simulator.advance(Duration.ZERO);
    }
    busy.run("{'delayMs':60000}");
    busy.post("cancel/" + busy.run("{}"));
    return busy.get("health");
  }

  void block(long ms) {
    ep1.run("{'delayMs':" + ms + "}");
  }

  /** A job that waited {@code delay} ms and has begun to run. */
  String started(long delay, String more) {
    block(delay);
    String id = ep1.run("{'delayMs':1000000" + more + "}");
    pass(delay);
    return id;
  }

  String ended(long delay, long execution, String more) {
    block(delay);
    String id = ep1.run("{'delayMs':" + execution + "," + more + "}");
    pass(delay + execution);
    return id;
  }

  /** A job that was picked up after 61372 ms, lost, and picked up again. */
  String lost(long more) {
    block(61_372);
    String id = ep1.run("{'vanish':true}");
    pass(101_050 + more);
    return id;
  }

  /** The recorded chunks; {@code more} come later and keep the job running. */
  Client.Got stream(String more) {
    StringBuilder chunks = new StringBuilder();
    recorded
        .at("/response/stream")
        .forEach(one -> chunks.append(chunks.isEmpty() ? "" : ",").append(one.get("output")));
    String script = "{\"delayMs\":5,\"chunkIntervalMs\":10,\"chunks\":[" + chunks + more + "]}";
    String id =
        ep1.callAsync(
                "POST", "run", "{\"input\":{\"simulate\":" + script + "}}", "Bearer " + Client.KEY)
            .join()
            .id();
    if (recorded.at("/response/stream").size() == 1) {
      CompletableFuture<Client.Got> answer = ep1.getAsync("stream/" + id);
      whileWaitingPass(5);
      return answer.join();
    }
    pass(15);
    return ep1.get("stream/" + id);
  }

  Client.Got waiting(String operation, String body, long ms) {
    CompletableFuture<Client.Got> answer =
        ep1.callAsync("POST", operation, body.replace('\'', '"'), "Bearer " + Client.KEY);
    whileWaitingPass(ms);
    return answer.join();
  }

  void whileWaitingPass(long ms) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(2))
        .until(() -> simulator.endpoint("ep1").waitingCalls() == 1);
    pass(ms);
  }

  void pass(long ms) {
    simulator.advance(Duration.ofMillis(ms));
  }

  void fault(Fault fault) {
    simulator.endpoint("ep1").faults().add(fault);
  }

  Client.Got status(String id) {
    return ep1.get("status/" + id);
  }

  String output() {
    // an apostrophe would be taken for a quotation mark
    return recorded.at("/response/output").toString().replace("'", "\\u0027");
  }
}
