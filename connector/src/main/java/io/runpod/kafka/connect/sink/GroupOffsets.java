package io.runpod.kafka.connect.sink;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a connector's consumer group has committed, with the metadata of the commits. */
final class GroupOffsets {
  private static final Logger LOG = LoggerFactory.getLogger(GroupOffsets.class);
  private static final long PATIENCE_SECONDS = 15;

  private GroupOffsets() {}

  /**
   * The commits of those partitions that have one. Also empty if the group may not be read: it only
   * saves reading the whole ledger.
   *
   * @throws KafkaException if the cluster does not answer
   */
  static Map<TopicPartition, OffsetAndMetadata> read(
      Admin admin, String group, Set<TopicPartition> partitions) throws InterruptedException {
    try {
      Map<TopicPartition, OffsetAndMetadata> found =
          new HashMap<>(
              admin
                  .listConsumerGroupOffsets(
                      Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)))
                  .partitionsToOffsetAndMetadata(group)
                  .get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      found.values().removeIf(offset -> offset == null);
      return found;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        LOG.warn(
            "offsets of group={} may not be read, the whole ledger is: {}",
            group,
            e.getCause().getMessage());
        return Map.of();
      }
      throw new KafkaException(
          "offsets of group " + group + " cannot be read: " + e.getCause().getMessage(),
          e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("offsets of group " + group + " cannot be read in time", e);
    }
  }
}
