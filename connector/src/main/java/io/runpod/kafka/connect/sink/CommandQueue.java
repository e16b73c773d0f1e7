package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.command.Command;
import io.runpod.kafka.connect.flow.SubmitQueue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Commands that wait: those of one lane for each other, and each for the budget of its operation,
 * so that a purge that must wait keeps no cancel waiting. Owned by the engine's thread; time is in
 * ns of one monotonic clock.
 */
final class CommandQueue {
  private final SubmitQueue<Submission> lanes = new SubmitQueue<>(Submission::lane);
  private final Map<Operation, Deque<Submission>> ready = new EnumMap<>(Operation.class);

  /** The operation whose budget a command takes from. */
  static Operation operation(Submission submission) {
    Command command = submission.command().orElseThrow();
    if (command instanceof Command.Cancel) {
      return Operation.CANCEL;
    }
    return command instanceof Command.Retry ? Operation.RETRY : Operation.PURGE_QUEUE;
  }

  void add(Submission submission) {
    lanes.add(submission);
  }

  boolean hasNext(Operation operation, long now) {
    for (Optional<Submission> free = lanes.next(now); free.isPresent(); free = lanes.next(now)) {
      queue(operation(free.get())).addLast(free.get());
    }
    return !queue(operation).isEmpty();
  }

  /** The next one, where {@link #hasNext} said that there is one. */
  Submission next(Operation operation) {
    return queue(operation).removeFirst();
  }

  /** Puts a taken one back until {@code at}; its lane stays closed. */
  void retry(Submission submission, long at) {
    lanes.retry(submission, at);
  }

  /** Ends a taken one: its lane goes on. */
  void release(Submission submission) {
    lanes.release(submission);
  }

  OptionalLong nextDue() {
    return lanes.nextDue();
  }

  /** Forgets what is not taken; {@code gone} must say the same of all of a lane. */
  void forget(Predicate<Submission> gone) {
    lanes.forget(gone);
    for (Deque<Submission> queue : ready.values()) {
      queue.removeIf(
          submission -> {
            boolean goes = gone.test(submission);
            if (goes) {
              lanes.release(submission);
            }
            return goes;
          });
    }
  }

  private Deque<Submission> queue(Operation operation) {
    return ready.computeIfAbsent(operation, o -> new ArrayDeque<>());
  }
}
