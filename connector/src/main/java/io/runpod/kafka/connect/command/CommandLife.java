package io.runpod.kafka.connect.command;

import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.api.UnreadableAnswer;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.ledger.CommandEntry;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import java.util.Optional;

/**
 * The life of one command: from what has happened to what is to be done next, one step at a time.
 * Owned by one thread.
 *
 * <pre>
 *   CANCEL       /cancel ──► cancelled ──► done
 *   RETRY        intent ──► retrying ──► /status ──► /retry ──[in doubt: /status]──► retried ──► done
 *   PURGE_QUEUE  intent ──► /purge-queue ──► purged ──► done
 * </pre>
 *
 * Behind an intent every end is written down before anything else comes of it: {@code refused}
 * before the command is begun anew, {@code retry-refused} before a retry is dead-lettered, also in
 * doubt. An intent without an outcome is never executed again. Where the answer of {@code /retry}
 * was lost, {@code /status} is read once more, when the server wants to be asked again: a job that
 * is alive again, or has completed, was retried.
 */
public final class CommandLife {
  private final Command command;
  private final CommandEntries entries;
  private CommandStep step = new CommandStep.Done();
  private CommandStep afterRefused = new CommandStep.Done();
  private byte[] status = {};
  private Optional<String> doubt = Optional.empty();
  private Optional<String> strange = Optional.empty();
  private boolean leftInDoubt;

  public CommandLife(Command command, CommandEntries entries) {
    this.command = command;
    this.entries = entries;
  }

  /** The first step, also after {@link CommandStep.Again}. */
  public CommandStep begin() {
    if (command instanceof Command.Cancel cancel) {
      return next(new CommandStep.Send(Call.cancel(cancel.job())));
    }
    return append(entries.intent());
  }

  /** The entry of the last step is in the ledger. */
  public CommandStep written() {
    LedgerEntry entry = ((CommandStep.Append) step).entry();
    if (entry instanceof LedgerEntry.Intent) {
      return command instanceof Command.Retry retry
          ? append(entries.retrying(retry.job()))
          : next(new CommandStep.Send(Call.purgeQueue()));
    } else if (entry instanceof CommandEntry.Retrying retrying) {
      return next(new CommandStep.Send(Call.status(retrying.job())));
    } else if (entry instanceof LedgerEntry.Refused) {
      return next(afterRefused);
    } else if (entry instanceof CommandEntry.RetryRefused refused) {
      return next(new CommandStep.DeadLetter(refused.reason(), leftInDoubt));
    } else if (entry instanceof CommandEntry) {
      return next(new CommandStep.Done());
    }
    throw new IllegalStateException("a command writes no " + entry);
  }

  /** The call of the last step was not sent, and is not to be sent now. */
  public CommandStep withheld() {
    return doubt.isPresent()
        ? stillInDoubt(doubt.get())
        : nothingHappened(new CommandStep.Again("not sent any more", Optional.empty(), false));
  }

  /** What came of the call of the last step. */
  public CommandStep answered(Fate fate) {
    Operation operation = ((CommandStep.Send) step).call().operation();
    strange = CommandAnswer.strange(fate);
    if (doubt.isPresent()) {
      return CommandAnswer.showsRetried(fate)
          ? append(entries.retried(job(), status))
          : stillInDoubt(doubt.get());
    }
    CommandAnswer answer = answer(operation, fate);
    if (answer instanceof CommandAnswer.Executed) {
      return append(
          operation == Operation.CANCEL
              ? entries.cancelled(job())
              : entries.retried(job(), status));
    } else if (answer instanceof CommandAnswer.Purged purged) {
      return append(entries.purged(purged.removed()));
    } else if (answer instanceof CommandAnswer.Retryable retryable) {
      status = retryable.status();
      return next(new CommandStep.Send(Call.retry(job())));
    } else if (answer instanceof CommandAnswer.No no) {
      return no(no.reason());
    } else if (answer instanceof CommandAnswer.InDoubt inDoubt) {
      return inDoubt(inDoubt);
    } else if (answer instanceof CommandAnswer.Nothing nothing) {
      return nothingHappened(nothing.then());
    }
    throw new IllegalStateException("no step after " + answer);
  }

  private CommandAnswer answer(Operation operation, Fate fate) {
    try {
      return CommandAnswer.of(operation, fate, command.repeatable());
    } catch (UnreadableAnswer e) {
      return operation == Operation.STATUS
          ? new CommandAnswer.Nothing(
              new CommandStep.Again(e.getMessage(), Optional.empty(), false))
          : new CommandAnswer.InDoubt(e.getMessage());
    }
  }

  /** What came in the place of an answer of RunPod's to the last call, if it was none. */
  public Optional<String> strange() {
    return strange;
  }

  /**
   * Nothing is called any more: the only step, before any or after the last. A retry that was
   * announced, or that a result is kept back for, must be told that it does not come.
   */
  public CommandStep givenUp(String reason) {
    return command instanceof Command.Retry retry
        ? append(entries.retryRefused(retry.job(), reason))
        : next(new CommandStep.DeadLetter(reason, false));
  }

  /** A former owner began it, and nobody knows what came of that: the first and only step. */
  public CommandStep abandoned() {
    return inDoubt(new CommandAnswer.InDoubt("no outcome is in the ledger"));
  }

  private CommandStep inDoubt(CommandAnswer.InDoubt answer) {
    if (command.repeatable()) {
      return next(new CommandStep.Again(answer.reason(), answer.retryAfter(), false));
    }
    if (command instanceof Command.Retry && step instanceof CommandStep.Send) {
      doubt = Optional.of(answer.reason());
      return next(new CommandStep.Send(Call.status(job()), answer.retryAfter()));
    }
    return stillInDoubt(answer.reason());
  }

  private CommandStep stillInDoubt(String reason) {
    leftInDoubt = true;
    String words = "in doubt, RunPod may have executed the command: " + reason;
    // or the job, which is left alone since the retry was announced, would be so for ever
    return command instanceof Command.Retry retry
        ? append(entries.retryRefused(retry.job(), words))
        : next(new CommandStep.DeadLetter(words, true));
  }

  /** RunPod will not do it. */
  private CommandStep no(String reason) {
    return command instanceof Command.Retry retry
        ? append(entries.retryRefused(retry.job(), reason))
        : nothingHappened(new CommandStep.DeadLetter(reason, false));
  }

  /** Where an intent was written down, so is that it came to nothing. */
  private CommandStep nothingHappened(CommandStep then) {
    if (command.repeatable()) {
      return next(then);
    }
    afterRefused = then;
    return append(entries.refused());
  }

  private JobId job() {
    if (command instanceof Command.Cancel cancel) {
      return cancel.job();
    } else if (command instanceof Command.Retry retry) {
      return retry.job();
    }
    throw new IllegalStateException("a purge is about no job");
  }

  private CommandStep append(LedgerEntry entry) {
    return next(new CommandStep.Append(entry));
  }

  private CommandStep next(CommandStep decided) {
    step = decided;
    return decided;
  }
}
