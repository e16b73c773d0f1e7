package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.flow.ModeChoice;
import io.runpod.kafka.connect.flow.WorkerLimit;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.metrics.Metrics;
import io.runpod.kafka.connect.request.Mode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Which operation submits a record, and the budget of each: {@code /run} and {@code /runsync} have
 * slots and rates of their own. Owned by the engine's thread, but for {@link #openUntil}.
 */
final class SubmitGates {
  private final RunsyncSettings runsync;
  private final Map<Operation, SendGate> gates;
  private final ModeChoice choice = new ModeChoice();
  private final boolean grows;

  SubmitGates(SinkSettings settings, Paces paces, long now) {
    this.runsync = settings.runsync();
    double tasks = settings.taskCount();
    double run = settings.runLimitPer10s() / tasks;
    double sync = runsync.limitPer10s() / tasks;
    this.grows = settings.runLimitPerWorker() > 0;
    this.gates =
        Map.of(
            Operation.RUN,
            new SendGate(
                settings.maxInFlight(),
                new WorkerLimit(run, settings.runLimitPerWorker() / tasks),
                paces.of(Operation.RUN, run),
                now),
            Operation.RUNSYNC,
            new SendGate(
                runsync.maxInFlight(),
                new WorkerLimit(sync, 0),
                paces.of(Operation.RUNSYNC, sync),
                now));
  }

  void show(Metrics metrics) {
    gates.forEach((operation, gate) -> gate.show(metrics.tagged("operation", operation.path())));
  }

  /** Any thread. */
  void openUntil(long time) {
    gates.values().forEach(gate -> gate.openUntil(time));
  }

  /** True if the limit depends on how many workers run. */
  boolean grow() {
    return grows;
  }

  /** So many workers of the endpoint run. */
  void workers(int running, long now) {
    gates.get(Operation.RUN).workers(running, now);
  }

  /** Lets nothing through any more. */
  void shut() {
    gates.values().forEach(SendGate::shut);
  }

  /** How a record is to be submitted. */
  Mode mode(Submission submission) {
    return submission.mode().orElse(runsync.mode());
  }

  /** Takes a slot and the right to one request, if both are there; the submission knows where. */
  boolean tryEnter(Submission submission, long now) {
    Operation operation = operation(submission);
    if (!gates.get(operation).tryEnter(now)) {
      return false;
    }
    if (operation == Operation.RUNSYNC) {
      choice.asked();
    } else if (mode(submission) == Mode.AUTO) {
      choice.passed();
    }
    submission.sendBy(operation);
    return true;
  }

  /**
   * How long this one will not get through unless a slot is given back; at most {@code longest}.
   */
  long nanosToNext(Submission submission, long now, long longest) {
    return gates.get(operation(submission)).nanosToNext(now, longest);
  }

  private Operation operation(Submission submission) {
    return switch (mode(submission)) {
      case RUN -> Operation.RUN;
      case RUNSYNC -> Operation.RUNSYNC;
      case AUTO -> choice.sync(wait(submission)) ? Operation.RUNSYNC : Operation.RUN;
    };
  }

  /** The request of a submission that has entered. */
  Call call(Submission submission) {
    return submission.operation() == Operation.RUNSYNC
        ? Call.runsync(submission.body(), wait(submission))
        : Call.run(submission.body());
  }

  /** The gate a submission went through. */
  SendGate of(Submission submission) {
    return gates.get(submission.operation());
  }

  /** Gives the submission's slot back. */
  void leave(Submission submission) {
    of(submission).leave();
    if (submission.operation() == Operation.RUNSYNC) {
      choice.ended();
    }
  }

  /**
   * RunPod accepted the submission's job.
   *
   * @param end how the job ended, if it did before the answer
   */
  void accepted(Submission submission, Optional<JobAnswer> end) {
    if (submission.operation() != Operation.RUNSYNC) {
      return;
    }
    if (end.isPresent()) {
      choice.finished(took(end.get()).orElse(wait(submission)));
    } else {
      choice.ranOut();
    }
  }

  /** RunPod does not always name both times. */
  private static Optional<Duration> took(JobAnswer end) {
    return end.executionTime().isEmpty()
        ? Optional.empty()
        : Optional.of(
            Duration.ofMillis(end.executionTime().getAsLong() + end.delayTime().orElse(0)));
  }

  private Duration wait(Submission submission) {
    return submission.hold().orElse(runsync.hold());
  }
}
