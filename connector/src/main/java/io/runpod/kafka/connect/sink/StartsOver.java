package io.runpod.kafka.connect.sink;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Has a topic read from its start that was deleted and created anew under its name: Kafka's
 * consumer keeps its position then, and would pass over that many records of the new topic. What
 * was taken in of the old one is finished first. Owned by the task's thread.
 */
final class StartsOver {
  private final InputPartitions partitions;
  private final Takeover takeover;
  private final SinkTaskContext context;

  StartsOver(InputPartitions partitions, Takeover takeover, SinkTaskContext context) {
    this.partitions = partitions;
    this.takeover = takeover;
    this.context = context;
  }

  /** A put begins: the consumer was set back where that was asked for in the last one. */
  void begin() {
    partitions.all().forEach(partition -> partition.topic().putBegins());
  }

  /** A put ends. Connect sets the consumer back before it polls again. */
  void end() {
    Set<TopicPartition> over = partitions.which(InputPartition::isOver);
    if (!over.isEmpty()) {
      Map<TopicPartition, Long> opened = partitions.open(over);
      over.forEach(partition -> partitions.topic(partition).gone());
      takeover.beginAnew(opened);
    }
    for (TopicPartition partition : partitions.which(p -> p.topic().isToBeSetBack())) {
      context.offset(partition, 0L);
      partitions.topic(partition).setBack();
    }
  }
}
