package io.runpod.kafka.connect.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.connect.errors.ConnectException;

/** Looks at the topics of the ledger's cluster. */
public final class ClusterTopics {
  private static final String AUTO_CREATE = "auto.create.topics.enable";
  private static final long PATIENCE_SECONDS = 15;

  private ClusterTopics() {}

  /**
   * Those of {@code names} that are not there and that the brokers do not create by themselves.
   *
   * @throws ConnectException if the cluster cannot be asked
   */
  public static List<String> missing(LedgerSettings settings, List<String> names) {
    try (Admin admin = Admin.create(settings.admin())) {
      Set<String> there = admin.listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      List<String> missing = new ArrayList<>(names);
      missing.removeAll(there);
      return missing.isEmpty() || createdByBrokers(admin) ? List.of() : missing;
    } catch (KafkaException | ExecutionException | TimeoutException e) {
      throw new ConnectException(
          LedgerSettings.BOOTSTRAP_SERVERS + ": topics cannot be looked up: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("interrupted while topics were looked up", e);
    }
  }

  /**
   * Where those of {@code wanted} end that are there: the offset the next record gets, or the
   * largest long where that may not be seen.
   *
   * @throws ConnectException if the cluster cannot be asked
   */
  public static Map<TopicPartition, Long> ends(
      LedgerSettings settings, Set<TopicPartition> wanted) {
    return wanted.isEmpty()
        ? Map.of()
        : LedgerBrokers.ask(settings, "reached", admin -> ends(admin, wanted));
  }

  private static Map<TopicPartition, Long> ends(Admin admin, Set<TopicPartition> wanted)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, Long> ends = new HashMap<>();
    Map<TopicPartition, OffsetSpec> there = new HashMap<>();
    Set<String> topics = wanted.stream().map(TopicPartition::topic).collect(Collectors.toSet());
    for (var described : admin.describeTopics(topics).topicNameValues().entrySet()) {
      OptionalInt partitions = partitions(described.getValue());
      for (TopicPartition one : wanted) {
        if (one.topic().equals(described.getKey())) {
          if (partitions.isEmpty()) {
            ends.put(one, Long.MAX_VALUE);
          } else if (one.partition() < partitions.getAsInt()) {
            there.put(one, OffsetSpec.latest());
          }
        }
      }
    }
    LedgerBrokers.get(admin.listOffsets(there).all())
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /** None for a topic that is not there; nothing for one that may not be described. */
  private static OptionalInt partitions(KafkaFuture<TopicDescription> described)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return OptionalInt.of(LedgerBrokers.get(described).partitions().size());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return OptionalInt.empty();
      } else if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return OptionalInt.of(0);
      }
      throw e;
    }
  }

  private static boolean createdByBrokers(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    Collection<Node> nodes =
        admin.describeCluster().nodes().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    ConfigResource broker =
        new ConfigResource(ConfigResource.Type.BROKER, nodes.iterator().next().idString());
    ConfigEntry entry =
        admin
            .describeConfigs(List.of(broker))
            .all()
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .get(broker)
            .get(AUTO_CREATE);
    return entry != null && Boolean.parseBoolean(entry.value());
  }
}
