package io.runpod.kafka.sandbox.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Confluent's own serializers and Schema Registry client, loaded by name from a folder of jars.
 *
 * <p>They are not on the class path, so that the Connect worker can only find its converter through
 * {@code plugin.path}, as in production. Safe to use from any thread.
 */
public final class Confluent {
  private static final String SERIALIZERS = "io.confluent.kafka.serializers.";

  private final ClassLoader loader;
  private final String registryUrl;

  /**
   * @param folder Confluent's jars and what they need
   * @param registryUrl {@code schema.registry.url}
   */
  public Confluent(Path folder, String registryUrl) {
    this.loader = new URLClassLoader(jars(folder), Confluent.class.getClassLoader());
    this.registryUrl = registryUrl;
  }

  public String registryUrl() {
    return registryUrl;
  }

  /** Writes Avro records in Confluent's format, registering their schemas. */
  @SuppressWarnings("unchecked") // Confluent's class writes any object
  public Serializer<Object> serializer() {
    return here(
        () -> {
          Serializer<Object> serializer =
              (Serializer<Object>) create(SERIALIZERS + "KafkaAvroSerializer");
          serializer.configure(Map.of("schema.registry.url", registryUrl), false);
          return serializer;
        });
  }

  /** Reads Avro records in Confluent's format as generated classes. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the topic decides the class
  public <T> Deserializer<T> deserializer() {
    return (Deserializer<T>) deserializer("true");
  }

  /** Reads Avro records in Confluent's format by the schema they were written with. */
  @SuppressWarnings("unchecked") // without the setting Confluent's class reads generic records
  public Deserializer<GenericRecord> genericDeserializer() {
    return (Deserializer<GenericRecord>) deserializer("false");
  }

  private Deserializer<?> deserializer(String specific) {
    return here(
        () -> {
          Deserializer<?> deserializer =
              (Deserializer<?>) create(SERIALIZERS + "KafkaAvroDeserializer");
          deserializer.configure(
              Map.of("schema.registry.url", registryUrl, "specific.avro.reader", specific), false);
          return deserializer;
        });
  }

  /**
   * Runs something with Confluent's classes as the thread's context: Kafka's configuration loads
   * classes by name from there.
   */
  public <T> T here(Supplier<T> action) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return action.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  Class<?> type(String name) {
    try {
      return Class.forName(name, true, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("Confluent's class " + name + " is missing", e);
    }
  }

  private Object create(String name) {
    try {
      return type(name).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("could not create " + name, e);
    }
  }

  private static URL[] jars(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
      URL[] urls = new URL[jars.size()];
      for (int i = 0; i < urls.length; i++) {
        urls[i] = jars.get(i).toUri().toURL();
      }
      return urls;
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException("could not list " + folder, e);
    }
  }
}
