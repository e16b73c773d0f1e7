package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Has a command sent, and holds it at RunPod: before it is done, or after. */
final class CommandPoint {
  private static final Duration HELD = Duration.ofSeconds(6);
  private static final List<Operation> COMMANDS =
      List.of(Operation.RETRY, Operation.PURGE_QUEUE, Operation.CANCEL);

  private final Sandbox sandbox;
  private final Load load;
  private final Cluster cluster;
  private final Random chance;

  CommandPoint(Sandbox sandbox, Load load, Cluster cluster, Random chance) {
    this.sandbox = sandbox;
    this.load = load;
    this.cluster = cluster;
    this.chance = chance;
  }

  /** Goes on until a command is held. */
  Aim aim(Duration patience) {
    Operation operation = COMMANDS.get(chance.nextInt(COMMANDS.size()));
    boolean done = chance.nextBoolean();
    String held = "/" + operation.path() + (done ? " done and not answered" : " not done");
    SimulatedEndpoint endpoint =
        operation == Operation.PURGE_QUEUE
            ? sandbox.simulator().endpoint(MixedRun.CLOSED)
            : sandbox.endpoint();
    endpoint.faults().clear();
    Fault fault = Fault.on(operation).times(1);
    if (done) {
      endpoint.faults().add(fault.answerAfter(HELD));
    } else {
      endpoint.faults().add(fault.latency(HELD));
      endpoint.faults().add(fault.cutConnection());
    }
    load.begin(act(operation));
    boolean met = load.goOnUntil(() -> endpoint.faults().hits().get(0).count() > 0, patience);
    return new Aim(cluster.of(MixedConnectors.COMMANDS, 0), held, () -> met);
  }

  /** Holds nothing any more. */
  void release() {
    List.of(sandbox.endpoint(), sandbox.simulator().endpoint(MixedRun.CLOSED))
        .forEach(endpoint -> endpoint.faults().clear());
  }

  private static Act act(Operation operation) {
    return switch (operation) {
      case RETRY ->
          new Act("retry through a kill")
              .job("{\"delayMs\":20,\"error\":\"no such model\"}")
              .awaitResult(1)
              .endUnless(told -> told.ended(1, "FAILED"))
              .command("RETRY")
              .awaitResultOrRefusal(2);
      case PURGE_QUEUE ->
          new Act("purge through a kill")
              .command(
                  "all",
                  "{\"command\":\"PURGE_QUEUE\",\"endpointId\":\"%s\"}".formatted(MixedRun.CLOSED))
              .awaitPurgeOrRefusal();
      default ->
          new Act("cancel through a kill")
              .job("{\"delayMs\":600000}")
              .awaitStatus("IN_PROGRESS")
              .command("CANCEL")
              .awaitResult(1);
    };
  }
}
