package io.runpod.kafka.connect.sink;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;

/** Input offsets that somebody wants to set; only what records can be read from is taken. */
final class AlteredInput {
  private final Map<TopicPartition, Long> offsets;

  /**
   * @param altered one that is null is to be taken away, from whatever was read once
   * @param settings say which topics are read
   * @throws ConnectException naming what is no offset of such a topic
   */
  AlteredInput(Map<TopicPartition, Long> altered, SettingChecks settings) {
    offsets = new HashMap<>(altered);
    offsets.values().removeIf(offset -> offset == null);
    offsets.forEach((partition, offset) -> check(partition, offset, settings));
  }

  private static void check(TopicPartition partition, long offset, SettingChecks settings) {
    if (offset < 0) {
      throw new ConnectException(
          partition + ": kafka_offset=" + offset + " is none, the first of a partition is 0");
    }
    if (partition.partition() < 0) {
      throw new ConnectException(
          partition.topic()
              + ": kafka_partition="
              + partition.partition()
              + " is none, the first of a topic is 0");
    }
    if (!settings.reads(partition.topic())) {
      throw new ConnectException(
          partition.topic()
              + ": kafka_topic is none of the topics this connector reads, by topics or"
              + " topics.regex");
    }
  }

  /** The partitions an offset is to be set of. */
  Set<TopicPartition> partitions() {
    return offsets.keySet();
  }

  /**
   * Refuses what is behind the end: the consumer would not wait there, but begin anew at the first
   * record, and submit all of them again.
   *
   * @param ends of the partitions that are there
   * @throws ConnectException naming what is not
   */
  void requireWithin(Map<TopicPartition, Long> ends) {
    offsets.forEach(
        (partition, offset) -> {
          Long end = ends.get(partition);
          if (end == null) {
            throw new ConnectException(partition + ": there is no such partition");
          }
          if (offset > end) {
            throw new ConnectException(
                partition + ": kafka_offset=" + offset + " is behind the end, which is " + end);
          }
        });
  }
}
