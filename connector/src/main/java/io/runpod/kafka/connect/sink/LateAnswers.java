package io.runpod.kafka.connect.sink;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
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

  /** Something of the partition may be open until {@code settled}, at most until the latest. */
  static void leave(
      String connector,
      TopicPartition partition,
      CompletableFuture<Void> settled,
      Duration latest) {
    Owned owned = new Owned(connector, partition);
    CompletableFuture<Void> bounded =
        settled.copy().orTimeout(latest.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Void> all =
        OPEN.merge(owned, bounded, (before, now) -> CompletableFuture.allOf(before, now));
    var unused = all.whenComplete((done, failure) -> OPEN.remove(owned, all));
  }

  /**
   * Those of the partitions of which something may be open in this JVM; each future completes, one
   * way or the other, when nothing is any more.
   */
  static Map<TopicPartition, CompletableFuture<Void>> of(
      String connector, Collection<TopicPartition> partitions) {
    Map<TopicPartition, CompletableFuture<Void>> open = new HashMap<>();
    for (TopicPartition partition : partitions) {
      CompletableFuture<Void> settled = OPEN.get(new Owned(connector, partition));
      if (settled != null) {
        open.put(partition, settled);
      }
    }
    return open;
  }
}
