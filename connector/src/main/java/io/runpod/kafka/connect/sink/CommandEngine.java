package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.command.CommandLife;
import io.runpod.kafka.connect.command.CommandStep;
import io.runpod.kafka.connect.ledger.CommandEntry;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Executes commands: does what each {@link CommandLife} says, within the budget of its operation.
 * Owned by one thread; HTTP answers and ledger acknowledgements come back to it through the
 * mailbox. A command has its slot from its first step to its last, waits for another beginning left
 * out: a call in doubt may be open at RunPod still.
 */
final class CommandEngine implements Engine {
  private static final long LONGEST_WAIT = Duration.ofSeconds(1).toNanos();

  private final SinkSettings settings;
  private final Ports ports;
  private final Counters counters;
  private final CommandGates gates;
  private final EndpointGuard guard;
  private final Submissions<Operation> work;
  private final CommandCalls calls;
  private final Map<Submission, RunningCommand> running = new HashMap<>();

  CommandEngine(SinkSettings settings, Paces paces, Ports ports, Counters counters, long now) {
    this.settings = settings;
    this.ports = ports;
    this.counters = counters;
    this.gates = new CommandGates(settings.taskCount(), paces, now);
    this.guard = new EndpointGuard(settings.endpoint().endpointId(), ports.known());
    // by operation: a purge that must wait for its budget keeps no cancel waiting
    this.work = new Submissions<>(ports, counters, settings.backoff(), CommandGates::operation);
    this.calls = new CommandCalls(gates, work, settings.backoff(), ports);
  }

  @Override
  public void maySendUntil(long time) {
    gates.openUntil(time);
  }

  @Override
  public void handle(EngineEvent event, long now) {
    if (event instanceof EngineEvent.Answered answered) {
      answered(answered.submission(), answered.answer(), now);
    } else if (event instanceof EngineEvent.Appended appended) {
      appended(appended, now);
    } else {
      work.handle(event);
    }
    work.tellSettled();
  }

  @Override
  public void send(long now) {
    work.sendDue(now);
    calls.sendDue(now, submission -> withheld(submission, now));
    for (Operation operation : gates.operations()) {
      rejectWhereGivenUp(operation, now);
      while (work.first(operation, now).isPresent()
          && guard.mayCall(now)
          && gates.of(operation).tryEnter(now)) {
        guard.called(now);
        begin(work.next(operation, now), now);
      }
    }
  }

  /** What is in doubt goes its own way: the ledger has to learn of it first. */
  private void rejectWhereGivenUp(Operation operation, long now) {
    while (guard.givenUp().isPresent()
        && !guard.mayCall(now)
        && work.first(operation, now).filter(next -> !next.isAbandoned()).isPresent()) {
      giveUp(work.next(operation, now), guard.givenUp().get(), now);
    }
  }

  private void giveUp(Submission submission, String reason, long now) {
    RunningCommand command = new RunningCommand(submission, settings, ports, false);
    running.put(submission, command);
    perform(submission, command.givenUp(reason), now);
  }

  @Override
  public long nanosToNext(long now) {
    long wait = calls.nanosToNext(now, work.nanosToNext(now, LONGEST_WAIT));
    for (Operation operation : gates.operations()) {
      if (work.first(operation, now).isPresent()) {
        wait =
            guard.mayCall(now)
                ? gates.of(operation).nanosToNext(now, wait)
                : guard.nanosToNext(now, wait);
      }
    }
    return Math.max(0, wait);
  }

  private void begin(Submission submission, long now) {
    RunningCommand command = new RunningCommand(submission, settings, ports, true);
    submission.countAttempt();
    running.put(submission, command);
    perform(submission, command.begin(), now);
  }

  private void perform(Submission submission, CommandStep step, long now) {
    if (step instanceof CommandStep.Append append) {
      work.append(submission, append.entry(), now);
    } else if (step instanceof CommandStep.Send send) {
      running.get(submission).calls(send.call());
      if (!calls.send(submission, send, now)) {
        withheld(submission, now);
      }
    } else if (step instanceof CommandStep.Again again) {
      end(submission);
      work.later(
          submission,
          new Fate.Retry(again.reason(), again.retryAfter(), again.throttled()),
          gates.of(CommandGates.operation(submission)),
          now);
    } else if (step instanceof CommandStep.Done) {
      counters.commanded.incrementAndGet();
      work.recorded(submission, end(submission).appendedAt());
    } else if (step instanceof CommandStep.DeadLetter deadLetter) {
      end(submission);
      if (deadLetter.inDoubt()) {
        work.leftInDoubt(submission, deadLetter.reason());
      } else {
        work.rejected(submission, deadLetter.reason());
      }
    } else if (step instanceof CommandStep.Fail fail) {
      end(submission);
      guard.refused(
          submission, fail.message(), now, work, why -> giveUp(submission, why, now), this::fail);
    } else {
      throw new IllegalStateException("unknown step " + step);
    }
  }

  private void withheld(Submission submission, long now) {
    perform(submission, running.get(submission).withheld(), now);
  }

  private void answered(Submission submission, Answer answer, long now) {
    RunningCommand command = running.get(submission);
    Fate fate = command.fate(answer);
    if (fate instanceof Fate.InDoubt) {
      counters.inDoubt.incrementAndGet();
    }
    CommandStep step = command.answered(fate);
    if (command.strange().isEmpty()) {
      guard.answered(fate, now);
    }
    perform(submission, step, now);
    command.strange().ifPresent(what -> guard.strange(what, now, this::fail));
    work.close(submission);
  }

  private void appended(EngineEvent.Appended appended, long now) {
    Submission submission = appended.submission();
    RunningCommand command = running.get(submission);
    if (appended.position().isPresent()) {
      long at = appended.position().get().timestamp();
      perform(submission, command.written(at), now);
    } else if (work.isRevoked(submission) && !tellsOutcome(appended.entry())) {
      end(submission);
      work.leave(submission);
    } else {
      // it stays open: what RunPod did must not be done again for want of an entry
      work.appendAgain(appended, now).ifPresent(this::fail);
      return;
    }
    work.close(appended);
  }

  private static boolean tellsOutcome(LedgerEntry entry) {
    return entry instanceof CommandEntry && !(entry instanceof CommandEntry.Retrying);
  }

  /** Gives the command's slot back. */
  private RunningCommand end(Submission submission) {
    RunningCommand ended = running.remove(submission);
    if (ended.hasSlot()) {
      gates.of(CommandGates.operation(submission)).leave();
    }
    return ended;
  }

  private void fail(ConnectException reason) {
    gates.shut();
    ports.outbox().add(new Outcome.Failed(reason));
  }
}
