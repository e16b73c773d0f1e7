package io.runpod.kafka.streams;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Confluent's Avro serializer and deserializer as one serde, for {@code default.value.serde}.
 *
 * <p>They are found by class name, because they are not on Maven Central and so nothing this
 * library could depend on: put {@code kafka-avro-serializer} and what it needs on the class path.
 * Both are configured with the application's own settings ({@code schema.registry.url}, {@code
 * basic.auth.*}, {@code auto.register.schemas}, …); {@code specific.avro.reader} is true unless set
 * otherwise. Confluent's {@code SpecificAvroSerde} does the same and can be named instead.
 *
 * @param <T> what the values are read as; the generated class of the record's schema
 */
public final class ConfluentAvroSerde<T> implements Serde<T> {
  static final String SERIALIZER = "io.confluent.kafka.serializers.KafkaAvroSerializer";
  static final String DESERIALIZER = "io.confluent.kafka.serializers.KafkaAvroDeserializer";

  private static final String REGISTRY = "schema.registry.url";
  private static final String SPECIFIC_READER = "specific.avro.reader";
  // or the generated classes' hints would make a schema of their own in the registry
  private static final String NO_JAVA_HINTS = "avro.remove.java.properties";

  private final String serializerClass;
  private final String deserializerClass;
  private Serializer<T> serializer;
  private Deserializer<T> deserializer;

  /** For Kafka, which makes serdes by class name. */
  public ConfluentAvroSerde() {
    this(SERIALIZER, DESERIALIZER);
  }

  ConfluentAvroSerde(String serializerClass, String deserializerClass) {
    this.serializerClass = serializerClass;
    this.deserializerClass = deserializerClass;
  }

  /**
   * Loads and configures the two classes.
   *
   * @throws ConfigException if they are not on the class path, or {@code schema.registry.url} is
   *     not set
   */
  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    if (configs.get(REGISTRY) == null) {
      throw new ConfigException(REGISTRY + " is not set: Avro values need a Schema Registry");
    }
    Map<String, Object> settings = new HashMap<>(configs);
    settings.putIfAbsent(SPECIFIC_READER, true);
    settings.putIfAbsent(NO_JAVA_HINTS, true);
    this.serializer = load(serializerClass);
    this.serializer.configure(settings, isKey);
    this.deserializer = load(deserializerClass);
    this.deserializer.configure(settings, isKey);
  }

  @Override
  public Serializer<T> serializer() {
    return serializer;
  }

  @Override
  public Deserializer<T> deserializer() {
    return deserializer;
  }

  @Override
  public void close() {
    if (serializer != null) {
      serializer.close();
    }
    if (deserializer != null) {
      deserializer.close();
    }
  }

  @SuppressWarnings(
      "unchecked") // the name decides the class; Kafka's own configuration does the same
  private static <S> S load(String className) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = context == null ? ConfluentAvroSerde.class.getClassLoader() : context;
    try {
      return (S) Class.forName(className, true, loader).getDeclaredConstructor().newInstance();
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      throw new ConfigException(
          "cannot load "
              + className
              + " ("
              + e
              + "): put Confluent's kafka-avro-serializer jar and its dependencies on the class"
              + " path, or name another serde as default.value.serde");
    } catch (ReflectiveOperationException e) {
      throw new ConfigException("cannot make a " + className + ": " + e);
    }
  }
}
