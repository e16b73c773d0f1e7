package io.runpod.kafka.connect.output;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/**
 * Reads an Avro schema written as JSON, as far as it has an equal in Connect: records, enums,
 * arrays, maps, unions with null, primitives, and the logical types date, timestamp-millis, decimal
 * and uuid. No Avro library is needed for that.
 */
public final class AvroSchemaText {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private AvroSchemaText() {}

  /**
   * The type a schema describes, or null in its place; nothing for a blank text.
   *
   * @throws IllegalArgumentException saying where the schema cannot be used and why
   */
  public static Optional<OutputType> parse(String schema) {
    if (schema.isBlank()) {
      return Optional.empty();
    }
    try {
      OutputType type = new AvroTypes().type(JSON.readTree(schema), "", Place.ROOT);
      return Optional.of(type.optional());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "not JSON: " + e.getOriginalMessage() + place(e.getLocation()), e);
    } catch (AvroTypes.Unusable e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Not every complaint of the parser has one. */
  private static String place(JsonLocation location) {
    return location == null
        ? ""
        : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
  }

  /** Refuses what {@link #parse} refuses. */
  public static Validator validator() {
    return LambdaValidator.with(
        (name, value) -> {
          try {
            parse((String) value);
          } catch (IllegalArgumentException unusable) {
            throw new ConfigException(name + " " + unusable.getMessage());
          }
        },
        () -> "an Avro schema");
  }
}
