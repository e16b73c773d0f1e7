package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import io.runpod.kafka.connect.ledger.LedgerTopic;
import io.runpod.kafka.connect.ledger.LedgerWriter;
import io.runpod.kafka.connect.ledger.LedgerWriter.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Ends the validity of a connector's ledger entries. The mark goes to every partition of the
 * ledger, so that each one's own order says what was before it: brokers' clocks do not matter.
 */
final class LedgerReset {
  private static final long PATIENCE_SECONDS = 15;

  private LedgerReset() {}

  /**
   * @throws ConnectException naming the setting, if it cannot be written
   */
  static void write(LedgerSettings settings, String connector) {
    LedgerTopic topic = LedgerTopic.ensure(settings);
    LedgerEntry reset = new LedgerEntry.Reset(connector, Instant.now());
    try (LedgerWriter writer = new LedgerWriter(settings, "runpod-reset-" + connector)) {
      List<CompletableFuture<Position>> written = new ArrayList<>();
      for (int partition = 0; partition < topic.partitions(); partition++) {
        written.add(writer.append(partition, reset));
      }
      CompletableFuture.allOf(written.toArray(CompletableFuture[]::new))
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new ConnectException(
          LedgerSettings.BOOTSTRAP_SERVERS
              + ": that the offsets were altered cannot be written to the ledger "
              + settings.topic(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("interrupted while the ledger was written", e);
    }
  }
}
