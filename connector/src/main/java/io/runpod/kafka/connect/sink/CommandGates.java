package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.command.Command;
import io.runpod.kafka.connect.flow.WorkerLimit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * The budgets of the commands, one for each operation. Each task has its share of RunPod's limits
 * for an endpoint. Owned by the engine's thread, but for {@link #openUntil}.
 */
final class CommandGates {
  /** RunPod documents 100 cancels and 2 purges in 10 s. For retries it names no limit. */
  private static final Map<Operation, Integer> PER_10_S =
      Map.of(Operation.CANCEL, 100, Operation.RETRY, 100, Operation.PURGE_QUEUE, 2);

  /** The documented concurrency of {@code /cancel}; two purges at once would make no sense. */
  private static final Map<Operation, Integer> IN_FLIGHT =
      Map.of(
          Operation.CANCEL, InFlight.CANCEL,
          Operation.RETRY, InFlight.CANCEL,
          Operation.PURGE_QUEUE, 1);

  private final Map<Operation, SendGate> gates = new EnumMap<>(Operation.class);

  CommandGates(int taskCount, Paces paces, long now) {
    PER_10_S.forEach(
        (operation, limit) ->
            gates.put(
                operation, gate(operation, (double) limit / taskCount, taskCount, paces, now)));
  }

  private static SendGate gate(
      Operation operation, double limit, int taskCount, Paces paces, long now) {
    return new SendGate(
        InFlight.share(IN_FLIGHT.get(operation), taskCount),
        new WorkerLimit(limit, 0),
        paces.of(operation, limit),
        now);
  }

  /** The operation whose budget a command takes from. */
  static Operation operation(Submission submission) {
    Command command = submission.command().orElseThrow();
    if (command instanceof Command.Cancel) {
      return Operation.CANCEL;
    }
    return command instanceof Command.Retry ? Operation.RETRY : Operation.PURGE_QUEUE;
  }

  Set<Operation> operations() {
    return gates.keySet();
  }

  SendGate of(Operation operation) {
    return gates.get(operation);
  }

  /** Any thread. */
  void openUntil(long time) {
    gates.values().forEach(gate -> gate.openUntil(time));
  }

  /** Lets nothing through any more. */
  void shut() {
    gates.values().forEach(SendGate::shut);
  }
}
