package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.Fates;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.api.RetryAfter;
import io.runpod.kafka.connect.command.CommandEntries;
import io.runpod.kafka.connect.command.CommandLife;
import io.runpod.kafka.connect.command.CommandStep;
import io.runpod.kafka.connect.flow.SubmitQueue;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes commands: does what each {@link CommandLife} says, within the budget of its operation.
 * Owned by one thread; HTTP answers and ledger acknowledgements come back to it through the
 * mailbox. A command has its slot from its first step to its last, waits left out.
 */
final class CommandEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(CommandEngine.class);
  private static final long LONGEST_WAIT = Duration.ofSeconds(1).toNanos();

  private final SinkSettings settings;
  private final Ports ports;
  private final Counters counters;
  private final Appends appends;
  private final CommandGates gates;
  // a purge that must wait for its budget keeps no cancel waiting
  private final SubmitQueue<Submission, Operation> queue =
      new SubmitQueue<>(Submission::lane, CommandGates::operation);
  private final OpenWork open = new OpenWork();
  private final Map<Submission, Running> running = new HashMap<>();

  /** A command that has its slot. */
  private static final class Running {
    final CommandLife life;
    Operation called = Operation.CANCEL;
    long appendedAt;

    Running(CommandLife life) {
      this.life = life;
    }
  }

  CommandEngine(SinkSettings settings, Ports ports, Counters counters, long now) {
    this.settings = settings;
    this.ports = ports;
    this.counters = counters;
    this.appends = new Appends(ports, settings.backoff());
    this.gates = new CommandGates(settings.taskCount(), now);
  }

  @Override
  public void maySendUntil(long time) {
    gates.openUntil(time);
  }

  @Override
  public void handle(EngineEvent event, long now) {
    if (event instanceof EngineEvent.Offered offered) {
      offered.batch().forEach(queue::add);
    } else if (event instanceof EngineEvent.Answered answered) {
      Running command = running.get(answered.submission());
      Fate fate = Fates.of(command.called, answered.answer());
      if (fate instanceof Fate.InDoubt) {
        counters.inDoubt.incrementAndGet();
      }
      perform(answered.submission(), command.life.answered(fate), now);
      open.end(answered.submission().assignment());
    } else if (event instanceof EngineEvent.Appended appended) {
      appended(appended, now);
    } else if (event instanceof EngineEvent.Revoked revoked) {
      queue.forget(submission -> revoked.assignments().contains(submission.assignment()));
      open.revoke(revoked.assignments(), revoked.settled());
    } else if (event instanceof EngineEvent.Stopping stopping) {
      queue.forget(submission -> true);
      open.revokeAll(stopping.settled());
    } else {
      throw new IllegalStateException("unknown event " + event);
    }
    open.tellSettled();
  }

  @Override
  public void send(long now) {
    appends.sendDue(now);
    for (Operation operation : gates.operations()) {
      while (queue.first(operation, now).isPresent() && gates.of(operation).tryEnter(now)) {
        begin(queue.next(operation, now).orElseThrow(), now);
      }
    }
  }

  @Override
  public long nanosToNext(long now) {
    long wait = appends.nanosToNext(now, LONGEST_WAIT);
    for (Operation operation : gates.operations()) {
      if (queue.first(operation, now).isPresent()) {
        wait = gates.of(operation).nanosToNext(now, wait);
      }
    }
    if (queue.nextDue().isPresent()) {
      wait = Math.min(wait, queue.nextDue().getAsLong() - now);
    }
    return Math.max(0, wait);
  }

  private void begin(Submission submission, long now) {
    CommandEntries entries =
        new CommandEntries(
            settings.connector(),
            settings.endpoint().endpointId(),
            submission.request(),
            ports.clock(),
            settings.ledger().maxEntryBytes(),
            LedgerWriter::sizeOf);
    CommandLife life = new CommandLife(submission.command().orElseThrow(), entries);
    submission.countAttempt();
    running.put(submission, new Running(life));
    perform(submission, life.begin(), now);
  }

  private void perform(Submission submission, CommandStep step, long now) {
    if (step instanceof CommandStep.Append append) {
      open.begin(submission.assignment());
      appends.append(submission, append.entry());
    } else if (step instanceof CommandStep.Send send) {
      send(submission, send, now);
    } else if (step instanceof CommandStep.Again again) {
      end(submission);
      again(submission, again, now);
    } else if (step instanceof CommandStep.Done) {
      counters.commanded.incrementAndGet();
      long appendedAt = end(submission).appendedAt;
      queue.release(submission);
      ports.outbox().add(new Outcome.Recorded(submission, appendedAt));
    } else if (step instanceof CommandStep.DeadLetter deadLetter) {
      end(submission);
      queue.release(submission);
      ports.outbox().add(new Outcome.Rejected(submission, deadLetter.reason()));
    } else if (step instanceof CommandStep.Fail fail) {
      end(submission);
      fail(new ConnectException(fail.message()));
    } else {
      throw new IllegalStateException("unknown step " + step);
    }
  }

  private void send(Submission submission, CommandStep.Send send, long now) {
    Running command = running.get(submission);
    boolean mayGo = gates.of(CommandGates.operation(submission)).open(now);
    if (!mayGo || open.isRevoked(submission.assignment())) {
      perform(submission, command.life.withheld(), now);
      return;
    }
    open.begin(submission.assignment());
    command.called = send.call().operation();
    var unused =
        ports
            .runpod()
            .apply(send.call())
            .thenAccept(
                answer -> ports.mailbox().add(new EngineEvent.Answered(submission, answer)));
  }

  private void appended(EngineEvent.Appended appended, long now) {
    Submission submission = appended.submission();
    Running command = running.get(submission);
    if (appended.position().isPresent()) {
      command.appendedAt = appended.position().get().timestamp();
      perform(submission, command.life.written(), now);
    } else if (open.isRevoked(submission.assignment()) && !tellsOutcome(appended.entry())) {
      end(submission);
      queue.release(submission);
    } else {
      // it stays open: what RunPod did must not be done again for want of an entry
      counters.appendsRepeated.incrementAndGet();
      appends.repeat(appended, now);
      Appends.hopeless(appended).ifPresent(this::fail);
      return;
    }
    open.end(submission.assignment());
  }

  private static boolean tellsOutcome(LedgerEntry entry) {
    return entry instanceof LedgerEntry.OfCommand && !(entry instanceof LedgerEntry.Retrying);
  }

  private void again(Submission submission, CommandStep.Again again, long now) {
    Optional<Duration> wish =
        again.retryAfter().flatMap(text -> RetryAfter.parse(text, ports.clock().instant()));
    SendGate gate = gates.of(CommandGates.operation(submission));
    if (again.throttled()) {
      counters.throttled.incrementAndGet();
      gate.throttled(now);
    }
    Duration wait = settings.backoff().delay(submission.attempts(), wish, ports.random());
    if (wish.isPresent()) {
      gate.quiet(now + wait.toNanos());
    }
    if (open.isRevoked(submission.assignment())) {
      queue.release(submission);
      return;
    }
    counters.retried.incrementAndGet();
    LOG.debug("command={} again in {} ms: {}", submission, wait.toMillis(), again.reason());
    queue.retry(submission, now + wait.toNanos());
  }

  /** Gives the command's slot back. */
  private Running end(Submission submission) {
    gates.of(CommandGates.operation(submission)).leave();
    return running.remove(submission);
  }

  private void fail(ConnectException reason) {
    gates.shut();
    ports.outbox().add(new Outcome.Failed(reason));
  }
}
