package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.Fates;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.command.CommandEntries;
import io.runpod.kafka.connect.command.CommandLife;
import io.runpod.kafka.connect.command.CommandStep;
import io.runpod.kafka.connect.ledger.LedgerWriter;
import java.util.Optional;

/** A command that is being executed, or given up. Owned by the engine's thread. */
final class RunningCommand {
  private final CommandLife life;
  private final boolean abandoned;
  private final boolean slot;
  private Operation called = Operation.CANCEL;
  private long appendedAt;

  /**
   * @param slot whether it has taken one
   */
  RunningCommand(Submission submission, SinkSettings settings, Ports ports, boolean slot) {
    CommandEntries entries =
        new CommandEntries(
            settings.connector(),
            settings.endpoint().endpointId(),
            submission.request(),
            ports.clock(),
            settings.ledger().maxEntryBytes(),
            LedgerWriter::sizeOf);
    this.life = new CommandLife(submission.command().orElseThrow(), entries);
    this.abandoned = submission.isAbandoned();
    this.slot = slot;
  }

  boolean hasSlot() {
    return slot;
  }

  CommandStep begin() {
    return abandoned ? life.abandoned() : life.begin();
  }

  /** Its endpoint is given up. */
  CommandStep givenUp(String reason) {
    return life.givenUp(reason);
  }

  /** Its entry was appended at this time, in epoch ms. */
  CommandStep written(long at) {
    appendedAt = at;
    return life.written();
  }

  /** When its last entry was appended, in epoch ms. */
  long appendedAt() {
    return appendedAt;
  }

  /** Its call is about to be sent. */
  void calls(Call call) {
    called = call.operation();
  }

  /** Its call is not sent any more. */
  CommandStep withheld() {
    return life.withheld();
  }

  /** What the answer to its call is. */
  Fate fate(Answer answer) {
    return Fates.of(called, answer);
  }

  CommandStep answered(Fate fate) {
    return life.answered(fate);
  }

  /** What came in the place of an answer of RunPod's to its last call, if it was none. */
  Optional<String> strange() {
    return life.strange();
  }
}
