package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import io.runpod.kafka.connect.ledger.LedgerTopic;
import io.runpod.kafka.connect.ledger.LedgerWriter;
import io.runpod.kafka.connect.ledger.LedgerWriter.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Ends the validity of a connector's ledger entries about some input partitions. The mark goes to
 * every partition of the ledger, so that each one's own order says what was before it: brokers'
 * clocks do not matter.
 */
final class LedgerReset {
  private static final long PATIENCE_SECONDS = 15;

  private LedgerReset() {}

  /**
   * @param inputs whose offsets were set; none stands for all
   * @throws ConnectException naming the setting, if it cannot be written
   */
  static void write(LedgerSettings settings, String connector, Set<TopicPartition> inputs) {
    LedgerTopic topic = LedgerTopic.ensure(settings);
    List<LedgerEntry> resets = entries(connector, inputs, Instant.now());
    try (LedgerWriter writer = new LedgerWriter(settings, "runpod-reset-" + connector)) {
      List<CompletableFuture<Position>> written = new ArrayList<>();
      for (int partition = 0; partition < topic.partitions(); partition++) {
        for (LedgerEntry reset : resets) {
          written.add(writer.append(partition, reset));
        }
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

  /** What was submitted of partitions that were left alone still counts. */
  static List<LedgerEntry> entries(String connector, Set<TopicPartition> inputs, Instant now) {
    return inputs.isEmpty()
        ? List.of(new LedgerEntry.Reset(connector, Optional.empty(), now))
        : inputs.stream()
            .<LedgerEntry>map(input -> new LedgerEntry.Reset(connector, Optional.of(input), now))
            .toList();
  }
}
