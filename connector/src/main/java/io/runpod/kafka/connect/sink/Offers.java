package io.runpod.kafka.connect.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Jobs to be submitted and commands to be executed, until the engines are offered them, all at
 * once. Owned by the task's thread.
 */
final class Offers {
  private final Queue<EngineEvent> submits;
  private final Queue<EngineEvent> commands;
  private List<Submission> toSubmit = new ArrayList<>();
  private List<Submission> toExecute = new ArrayList<>();

  /**
   * @param submits mailbox of the engine that submits
   * @param commands mailbox of the one that executes commands
   */
  Offers(Queue<EngineEvent> submits, Queue<EngineEvent> commands) {
    this.submits = submits;
    this.commands = commands;
  }

  void add(Submission submission) {
    (submission.command().isPresent() ? toExecute : toSubmit).add(submission);
  }

  /** Offers to the engines what was added since the last call. */
  void send() {
    if (!toSubmit.isEmpty()) {
      submits.add(new EngineEvent.Offered(toSubmit));
      toSubmit = new ArrayList<>();
    }
    if (!toExecute.isEmpty()) {
      commands.add(new EngineEvent.Offered(toExecute));
      toExecute = new ArrayList<>();
    }
  }
}
