package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerWriter.Position;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What enters the engine's mailbox, from any thread. */
sealed interface EngineEvent {

  /** Records to submit. */
  record Offered(List<Submission> batch) implements EngineEvent {}

  /** What became of something done for one record. */
  sealed interface OfOne extends EngineEvent {
    Submission submission();
  }

  /** The answer to a POST. */
  record Answered(Submission submission, Answer answer) implements OfOne {}

  /** The answer to a reading of {@code /health}. */
  record HealthAnswered(EndpointId endpoint, Answer answer) implements EngineEvent {}

  /** The ledger took an entry, or did not. */
  record Appended(
      Submission submission,
      LedgerEntry entry,
      Unacknowledged.One one,
      Optional<Position> position,
      Optional<Throwable> failure)
      implements OfOne {
    /** How often the entry was appended. */
    int attempt() {
      return one.attempt();
    }
  }

  /**
   * Send nothing more of these assignments.
   *
   * @param settled completed when nothing of them is open any more
   */
  record Revoked(Set<Long> assignments, CompletableFuture<Void> settled) implements EngineEvent {}

  /** Send nothing more at all; {@code settled} as above. */
  record Stopping(CompletableFuture<Void> settled) implements EngineEvent {}
}
