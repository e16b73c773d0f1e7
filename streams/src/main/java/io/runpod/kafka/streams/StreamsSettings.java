package io.runpod.kafka.streams;

import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsException;

/**
 * The application's Kafka settings: what the user says, and defaults that keep our promises where
 * he says nothing.
 */
final class StreamsSettings {
  private static final String APPLICATION_ID = "runpod-stream-assembly";

  private StreamsSettings() {}

  /**
   * A copy of the properties with the defaults filled in.
   *
   * @throws ConfigException if {@code bootstrap.servers} is missing
   */
  static Properties complete(Properties given) {
    Properties settings = new Properties();
    given.stringPropertyNames().forEach(name -> settings.put(name, given.getProperty(name)));
    settings.putAll(given); // values that are not strings count too
    if (settings.get(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG) == null) {
      throw new ConfigException(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG + " is not set");
    }
    settings.putIfAbsent(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION_ID);
    settings.putIfAbsent(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.putIfAbsent(
        StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, ConfluentAvroSerde.class.getName());
    // a chunk of a transaction that is aborted was never published
    settings.putIfAbsent(
        StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
    settings.putIfAbsent(
        StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    return settings;
  }

  /**
   * Makes the value serde once, so that a missing jar or setting is an error at the start and not
   * of a stream thread.
   *
   * @throws ConfigException if it cannot be made or configured
   */
  static void checkValueSerde(Properties settings) {
    try {
      new StreamsConfig(settings).defaultValueSerde().close();
    } catch (StreamsException e) {
      throw e.getCause() instanceof ConfigException known
          ? known
          : new ConfigException(e.getMessage() + ": " + e.getCause());
    }
  }
}
