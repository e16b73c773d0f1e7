package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.BodyRoom;
import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.RunpodClient;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.ledger.CommandEntry;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerWriter;
import io.runpod.kafka.connect.ledger.LedgerWriter.Position;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A task's ways to the outside: RunPod, the ledger, and what former owners left there. */
interface Connections extends AutoCloseable {
  /** Of answers that are being read. */
  long ANSWER_BYTES = 32L * 1024 * 1024;

  /** For what the ledger has not acknowledged yet. */
  Duration CLOSING = Duration.ofSeconds(1);

  /** Sends a call; the future never fails. */
  CompletableFuture<Answer> runpod(EndpointId endpoint, Call call);

  /**
   * Appends to the ledger, what concerns a whole endpoint to all its partitions; the future fails
   * if it was not acknowledged.
   */
  CompletableFuture<Position> ledger(LedgerEntry entry);

  Takeover.Source formerOwners();

  /** Returns within about {@link #CLOSING}. */
  @Override
  void close();

  /** Opens the real ones. */
  static Connections open(Map<EndpointId, SinkSettings> endpoints) {
    SinkSettings settings = SinkSettings.common(endpoints);
    BodyRoom room = new BodyRoom(ANSWER_BYTES);
    Map<EndpointId, RunpodClient> clients = new HashMap<>();
    endpoints.forEach((id, one) -> clients.put(id, new RunpodClient(one.endpoint(), room)));
    // last, for it is the one that can fail: on a client setting it does not understand
    LedgerWriter writer =
        new LedgerWriter(
            settings.ledger(), "runpod-sink-" + settings.connector() + '-' + settings.taskIndex());
    return new Connections() {
      @Override
      public CompletableFuture<Answer> runpod(EndpointId endpoint, Call call) {
        // the engine's thread takes answers up at once, whatever else is slow
        return clients.get(endpoint).send(call).whenComplete((answer, never) -> room.taken(answer));
      }

      @Override
      public CompletableFuture<Position> ledger(LedgerEntry entry) {
        return entry instanceof CommandEntry.Purged
            ? writer.appendToAll(entry)
            : writer.append(entry);
      }

      @Override
      public Takeover.Source formerOwners() {
        return new InputFacts(settings);
      }

      @Override
      public void close() {
        clients.values().forEach(RunpodClient::close);
        writer.close(CLOSING);
      }
    };
  }
}
