package io.runpod.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Properties;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamsSettingsTest {

  @Test
  void readsCommittedAndWritesExactlyOnceUnlessToldOtherwise() {
    Properties given = kafka();

    Properties settings = StreamsSettings.complete(given);

    assertThat(settings)
        .containsEntry("application.id", "runpod-stream-assembly")
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("consumer.isolation.level", "read_committed");
    assertThat(given).as("the user's properties").hasSize(1);
  }

  @Test
  void readsCommittedAlsoWithoutExactlyOnce() {
    Properties given = kafka();
    given.setProperty("processing.guarantee", "at_least_once");

    StreamsConfig config = new StreamsConfig(StreamsSettings.complete(given));

    assertThat(config.getMainConsumerConfigs("group", "client", 0))
        .containsEntry("isolation.level", "read_committed");
  }

  @Test
  void seesTheDefaultsBehindAPropertiesObject() {
    Properties defaults = kafka();
    defaults.setProperty("application.id", "mine");

    assertThat(StreamsSettings.complete(new Properties(defaults)))
        .containsEntry("application.id", "mine");
  }

  @Test
  void namesTheMissingAddressOfKafka() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> StreamsSettings.complete(new Properties()))
        .withMessageContaining("bootstrap.servers");
  }

  @Test
  void aSerdeThatCannotBeMadeIsAnErrorAtTheStart() {
    Properties given = kafka();
    given.setProperty("schema.registry.url", "http://127.0.0.1:1");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> StreamsSettings.checkValueSerde(StreamsSettings.complete(given)))
        .withMessageContaining("kafka-avro-serializer jar");
  }

  private static Properties kafka() {
    Properties settings = new Properties();
    settings.setProperty("bootstrap.servers", "127.0.0.1:9092");
    return settings;
  }
}
