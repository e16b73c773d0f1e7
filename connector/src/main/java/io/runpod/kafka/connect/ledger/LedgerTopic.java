package io.runpod.kafka.connect.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger as a topic: created if it is missing, checked in any case. It is ours to create, for
 * Connect creates only the topics that source records name.
 *
 * @param id the topic's ID, which a topic created anew under the same name does not have
 */
public record LedgerTopic(String name, String id, int partitions) {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerTopic.class);

  /**
   * Finds the topic, or creates it, and checks it.
   *
   * @throws ConnectException naming the setting to change, if the ledger cannot be reached, created
   *     or used
   */
  public static LedgerTopic ensure(LedgerSettings settings) {
    return LedgerBrokers.ask(
        settings,
        "reached or created",
        admin -> {
          LedgerTopic topic = describe(admin, settings).orElse(null);
          if (topic == null) {
            create(admin, settings);
            topic = awaitTopic(admin, settings);
          }
          check(admin, settings);
          return topic;
        });
  }

  /** The topic, if it is there and can be seen with these settings. */
  public static Optional<LedgerTopic> find(LedgerSettings settings) {
    Map<String, Object> client = settings.admin();
    client.putIfAbsent("default.api.timeout.ms", 5_000);
    client.putIfAbsent("request.timeout.ms", 5_000);
    try (Admin admin = Admin.create(client)) {
      return describe(admin, settings);
    } catch (KafkaException | ExecutionException | TimeoutException e) {
      LOG.warn("ledger={} cannot be looked up: {}", settings.topic(), e.getMessage());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  static Optional<LedgerTopic> describe(Admin admin, LedgerSettings settings)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      TopicDescription found =
          LedgerBrokers.get(
              admin
                  .describeTopics(List.of(settings.topic()))
                  .topicNameValues()
                  .get(settings.topic()));
      return Optional.of(
          new LedgerTopic(found.name(), found.topicId().toString(), found.partitions().size()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static void create(Admin admin, LedgerSettings settings)
      throws ExecutionException, InterruptedException, TimeoutException {
    Optional<Short> replication =
        settings.replicationFactor() == -1
            ? Optional.empty()
            : Optional.of(settings.replicationFactor());
    NewTopic topic =
        new NewTopic(settings.topic(), Optional.of(settings.partitions()), replication)
            .configs(
                Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_DELETE,
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                    "LogAppendTime",
                    TopicConfig.RETENTION_MS_CONFIG,
                    Long.toString(settings.retention().toMillis()),
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    Integer.toString(LedgerWriter.MAX_RECORD_BYTES)));
    try {
      LedgerBrokers.get(admin.createTopics(List.of(topic)).all());
    } catch (ExecutionException e) {
      // sink and source start together, and the faster one creates it
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  /** Creation is known to the controller before every broker knows it. */
  private static LedgerTopic awaitTopic(Admin admin, LedgerSettings settings)
      throws ExecutionException, InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + LedgerBrokers.PATIENCE.toNanos();
    while (true) {
      Optional<LedgerTopic> topic = describe(admin, settings);
      if (topic.isPresent()) {
        return topic.get();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(settings.topic() + " was created but is not to be seen");
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static void check(Admin admin, LedgerSettings settings)
      throws ExecutionException, InterruptedException, TimeoutException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, settings.topic());
    Config config =
        LedgerBrokers.get(admin.describeConfigs(List.of(resource)).values().get(resource));
    List<String> wrong = new ArrayList<>();
    expect(config, TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE, wrong);
    expect(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime", wrong);
    expectAtLeast(
        config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, LedgerWriter.MAX_RECORD_BYTES, wrong);
    expectAtLeast(config, TopicConfig.RETENTION_MS_CONFIG, settings.retention().toMillis(), wrong);
    if (!wrong.isEmpty()) {
      throw new ConnectException(
          LedgerSettings.TOPIC
              + ": topic "
              + settings.topic()
              + " cannot serve as the ledger; alter it to "
              + String.join(" and ", wrong));
    }
  }

  private static void expect(Config config, String key, String value, List<String> wrong) {
    if (config.get(key) == null || !value.equals(config.get(key).value())) {
      wrong.add(key + "=" + value);
    }
  }

  private static void expectAtLeast(Config config, String key, long value, List<String> wrong) {
    if (config.get(key) == null) {
      return;
    }
    long found = Long.parseLong(config.get(key).value());
    // -1 is Kafka's "without limit"
    if (found >= 0 && found < value) {
      wrong.add(key + "=" + value);
    }
  }
}
