package io.runpod.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

class ConfluentAvroSerdeTest {
  private static final Map<String, String> REGISTRY =
      Map.of("schema.registry.url", "http://127.0.0.1:1");

  @Test
  void namesTheJarWhenConfluentsClassesAreMissing() {
    try (ConfluentAvroSerde<Object> serde = new ConfluentAvroSerde<>()) {
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(() -> serde.configure(REGISTRY, false))
          .withMessageContaining("kafka-avro-serializer jar")
          .withMessageContaining("io.confluent.kafka.serializers.KafkaAvroSerializer");
    }
  }

  @Test
  void namesTheSettingWhenThereIsNoRegistry() {
    try (ConfluentAvroSerde<Object> serde = new ConfluentAvroSerde<>()) {
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(() -> serde.configure(Map.of(), false))
          .withMessageContaining("schema.registry.url");
    }
  }

  @Test
  void configuresBothClassesWithTheSameSettingsAndReadsSpecificRecords() {
    try (ConfluentAvroSerde<String> serde = serdeOfFakes()) {
      serde.configure(REGISTRY, false);

      FakeSerializer serializer = (FakeSerializer) serde.serializer();
      FakeDeserializer deserializer = (FakeDeserializer) serde.deserializer();
      assertThat(serializer.settings)
          .containsAllEntriesOf(REGISTRY)
          .containsEntry("avro.remove.java.properties", true);
      assertThat(deserializer.settings)
          .containsAllEntriesOf(REGISTRY)
          .containsEntry("specific.avro.reader", true);
    }
  }

  @Test
  void leavesTheReaderAsTheUserSetsIt() {
    Map<String, String> generic = new HashMap<>(REGISTRY);
    generic.put("specific.avro.reader", "false");
    try (ConfluentAvroSerde<String> serde = serdeOfFakes()) {
      serde.configure(generic, false);

      assertThat(((FakeDeserializer) serde.deserializer()).settings)
          .containsEntry("specific.avro.reader", "false");
    }
  }

  private static ConfluentAvroSerde<String> serdeOfFakes() {
    return new ConfluentAvroSerde<>(
        FakeSerializer.class.getName(), FakeDeserializer.class.getName());
  }

  static final class FakeSerializer implements Serializer<String> {
    final Map<String, Object> settings = new HashMap<>();

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
      settings.putAll(configs);
    }

    @Override
    public byte[] serialize(String topic, String data) {
      return new byte[0];
    }
  }

  static final class FakeDeserializer implements Deserializer<String> {
    final Map<String, Object> settings = new HashMap<>();

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
      settings.putAll(configs);
    }

    @Override
    public String deserialize(String topic, byte[] data) {
      return "";
    }
  }
}
