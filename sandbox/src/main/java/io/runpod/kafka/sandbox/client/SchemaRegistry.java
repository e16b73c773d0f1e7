package io.runpod.kafka.sandbox.client;

import java.lang.reflect.InvocationTargetException;
import java.util.Collection;
import org.apache.avro.Schema;

/**
 * Confluent's Schema Registry client, as far as the sandbox needs it.
 *
 * <p>Called by name, because Confluent's classes are not on the class path ({@link Confluent}).
 * Failures of the registry come as {@link IllegalStateException}. Safe to use from any thread.
 */
public final class SchemaRegistry {
  private static final String PACKAGE = "io.confluent.kafka.schemaregistry.";

  private final Class<?> api;
  private final Class<?> parsedSchema;
  private final Class<?> avroSchema;
  private final Object client;

  public SchemaRegistry(Confluent confluent) {
    api = confluent.type(PACKAGE + "client.SchemaRegistryClient");
    parsedSchema = confluent.type(PACKAGE + "ParsedSchema");
    avroSchema = confluent.type(PACKAGE + "avro.AvroSchema");
    Class<?> cached = confluent.type(PACKAGE + "client.CachedSchemaRegistryClient");
    client =
        invoke(
            () ->
                cached
                    .getConstructor(String.class, int.class)
                    .newInstance(confluent.registryUrl(), 100));
  }

  /** Sets the compatibility rule of all subjects that have none of their own. */
  public void setDefaultCompatibility(String rule) {
    invoke(
        () ->
            api.getMethod("updateCompatibility", String.class, String.class)
                .invoke(client, null, rule));
  }

  /** Whether any schema is registered under the subject. */
  public boolean knows(String subject) {
    Object subjects = invoke(() -> api.getMethod("getAllSubjects").invoke(client));
    return ((Collection<?>) subjects).contains(subject);
  }

  /** Whether the schema may follow the subject's newest one. */
  public boolean isCompatible(String subject, Schema schema) {
    return (Boolean)
        invoke(
            () ->
                api.getMethod("testCompatibility", String.class, parsedSchema)
                    .invoke(client, subject, avro(schema)));
  }

  /** Registers the schema under the subject, if it is not there yet, and returns its ID. */
  public int register(String subject, Schema schema) {
    return (Integer)
        invoke(
            () ->
                api.getMethod("register", String.class, parsedSchema)
                    .invoke(client, subject, avro(schema)));
  }

  /** The subject's newest schema. */
  public Schema latest(String subject) {
    Object metadata =
        invoke(
            () -> api.getMethod("getLatestSchemaMetadata", String.class).invoke(client, subject));
    Object text = invoke(() -> metadata.getClass().getMethod("getSchema").invoke(metadata));
    return new Schema.Parser().parse((String) text);
  }

  private Object avro(Schema schema) throws ReflectiveOperationException {
    return avroSchema.getConstructor(Schema.class).newInstance(schema);
  }

  private interface Call {
    Object run() throws ReflectiveOperationException;
  }

  private static Object invoke(Call call) {
    try {
      return call.run();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          "Schema Registry: " + e.getCause().getMessage(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Confluent's Schema Registry client is not as expected", e);
    }
  }
}
