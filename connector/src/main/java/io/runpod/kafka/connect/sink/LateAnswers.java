package io.runpod.kafka.connect.sink;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/**
 * Submits whose answers are still open although their partition was taken from the task. A worker
 * often gives the partition to another task in the same JVM (a restart, a changed configuration):
 * that one waits here, instead of submitting again what the ledger is about to say. Thread-safe.
 */
final class LateAnswers {
  private static final Map<Owned, CompletableFuture<Void>> OPEN = new ConcurrentHashMap<>();

  private record Owned(String connector, TopicPartition partition) {}

  private LateAnswers() {}

  /** Something of these partitions may be open until {@code settled}, at most until the latest. */
  static void leave(
      String connector,
      Collection<TopicPartition> partitions,
      CompletableFuture<Void> settled,
      Duration latest) {
    CompletableFuture<Void> bounded =
        settled.copy().orTimeout(latest.toMillis(), TimeUnit.MILLISECONDS);
    for (TopicPartition partition : partitions) {
      Owned owned = new Owned(connector, partition);
      CompletableFuture<Void> all =
          OPEN.merge(owned, bounded, (before, now) -> CompletableFuture.allOf(before, now));
      var unused = all.whenComplete((done, failure) -> OPEN.remove(owned, all));
    }
  }

  /** Completes, one way or the other, when nothing of these partitions is open in this JVM. */
  static CompletableFuture<Void> settled(String connector, Collection<TopicPartition> partitions) {
    return CompletableFuture.allOf(
        partitions.stream()
            .map(partition -> OPEN.get(new Owned(connector, partition)))
            .filter(Objects::nonNull)
            .toArray(CompletableFuture[]::new));
  }
}
