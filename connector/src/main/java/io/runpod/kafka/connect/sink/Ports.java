package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.api.RetryAfter;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerWriter.Position;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What the engine reaches beyond itself.
 *
 * @param runpod sends a call; the future never fails
 * @param ledger appends an entry; the future fails if the ledger did not acknowledge it
 * @param mailbox where answers and acknowledgements come back in; thread-safe
 * @param outbox what the task is told; thread-safe
 * @param known endpoints that have worked; thread-safe
 */
record Ports(
    Function<Call, CompletableFuture<Answer>> runpod,
    Function<LedgerEntry, CompletableFuture<Position>> ledger,
    Queue<EngineEvent> mailbox,
    Queue<Outcome> outbox,
    KnownEndpoints known,
    InstantSource clock,
    RandomGenerator random) {

  /** In what time a server wants to be asked again, if it says so by this header. */
  Optional<Duration> wish(Optional<String> retryAfter) {
    return retryAfter.flatMap(text -> RetryAfter.parse(text, clock.instant()));
  }
}
