package io.runpod.kafka.connect.command;

import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import java.util.Optional;

/** What is to be done next for a command. */
public sealed interface CommandStep {

  /** Append this to the ledger; go on when it is acknowledged. */
  record Append(LedgerEntry entry) implements CommandStep {}

  /**
   * Send this to RunPod; go on with the fate of the call.
   *
   * @param retryAfter when it is to be sent, if the server asked to be left alone until then
   */
  record Send(Call call, Optional<String> retryAfter) implements CommandStep {
    Send(Call call) {
      this(call, Optional.empty());
    }
  }

  /** Wait a while and begin anew: nothing has happened, or nothing that counts. */
  record Again(String reason, Optional<String> retryAfter, boolean throttled)
      implements CommandStep {}

  /** The command is done, and the ledger says so. */
  record Done() implements CommandStep {}

  /**
   * The record goes to the dead-letter queue.
   *
   * @param inDoubt whether RunPod has executed the command, or not
   */
  record DeadLetter(String reason, boolean inDoubt) implements CommandStep {}

  /** Nothing can succeed until somebody changes the setting the message begins with. */
  record Fail(String message) implements CommandStep {}
}
