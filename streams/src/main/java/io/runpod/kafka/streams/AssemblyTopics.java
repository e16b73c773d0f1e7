package io.runpod.kafka.streams;

import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure of the topics before the application starts, so that a missing one is an error with a
 * name and not a wait.
 */
final class AssemblyTopics {
  private static final Logger LOG = LoggerFactory.getLogger(AssemblyTopics.class);

  private AssemblyTopics() {}

  /**
   * Checks that the input topic exists, and creates the output topic with as many partitions if it
   * does not.
   *
   * @throws IllegalStateException naming the topic and the setting
   */
  static void prepare(Properties settings, AssemblyConfig config) {
    try (Admin admin = Admin.create(settings)) {
      int partitions =
          partitions(admin, config.inputTopic())
              .orElseThrow(() -> missing(config.inputTopic(), AssemblyConfig.INPUT_TOPIC));
      if (partitions(admin, config.outputTopic()).isEmpty()) {
        create(admin, config.outputTopic(), partitions);
      }
    } catch (KafkaException e) {
      throw new IllegalStateException(
          "could not check the topics on "
              + settings.get(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG)
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static Optional<Integer> partitions(Admin admin, String topic) {
    try {
      TopicDescription description =
          await(admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
      return Optional.of(description.partitions().size());
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  private static void create(Admin admin, String topic, int partitions) {
    NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty());
    try {
      await(admin.createTopics(List.of(wanted)).values().get(topic));
      LOG.info("created topic={} partitions={}", topic, partitions);
    } catch (TopicExistsException e) {
      LOG.debug("another instance created topic={}", topic);
    }
  }

  private static <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    }
  }

  private static IllegalStateException missing(String topic, String setting) {
    return new IllegalStateException(
        "topic "
            + topic
            + " ("
            + setting
            + ") does not exist: start the RunPod source connector first, or create it");
  }
}
