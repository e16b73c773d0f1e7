package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.flow.PartitionHistory.LeftOut;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Has the ledger read on where it has more about records to come than a task keeps, as it has for a
 * sink that lost its commits. Owned by the task's thread.
 */
final class LongHistories {
  private final InputPartitions partitions;
  private final Takeover takeover;

  LongHistories(InputPartitions partitions, Takeover takeover) {
    this.partitions = partitions;
    this.takeover = takeover;
  }

  /** Records wait that nothing is known about yet. */
  void readOn() {
    Map<TopicPartition, LeftOut> leftOut = partitions.readOn();
    if (leftOut.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> offsets = new HashMap<>();
    leftOut.forEach((partition, from) -> offsets.put(partition, from.from()));
    long since = leftOut.values().stream().mapToLong(LeftOut::since).min().orElseThrow();
    takeover.lookOn(partitions.assignments(leftOut.keySet()), offsets, Instant.ofEpochMilli(since));
  }
}
