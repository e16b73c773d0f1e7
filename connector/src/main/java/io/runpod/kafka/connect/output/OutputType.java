package io.runpod.kafka.connect.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;

/**
 * A type of JSON values: turns JSON into values of a Connect schema, or says what does not fit.
 * Immutable; {@link AvroSchemaText} makes them.
 */
public final class OutputType {
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNumberLength(10_000)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Reads values that are not null. */
  interface Reader {
    /**
     * @param schema of the value to return
     */
    Object read(Schema schema, JsonNode json, Place place) throws OutputMismatch;
  }

  private final Schema schema;
  private final Reader reader;

  OutputType(Schema schema, Reader reader) {
    this.schema = schema;
    this.reader = reader;
  }

  /** Schema of the values. */
  public Schema schema() {
    return schema;
  }

  /**
   * The value of a JSON text.
   *
   * @throws OutputMismatch if it does not fit, or has a field the type does not know
   */
  public Object read(String json) throws OutputMismatch {
    JsonNode node;
    try {
      node = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new OutputMismatch("not readable as JSON: " + e.getOriginalMessage());
    }
    return read(node, Place.ROOT);
  }

  Object read(JsonNode json, Place place) throws OutputMismatch {
    if (json.isNull()) {
      if (schema.isOptional()) {
        return null;
      }
      throw OutputMismatch.at(place, "a value", json);
    }
    return reader.read(schema, json, place);
  }

  /** The same type, or null. */
  OutputType optional() {
    return with(true, null);
  }

  /** The same type with a value for where there is none. */
  OutputType withDefault(Object value) {
    return with(schema.isOptional(), value);
  }

  private OutputType with(boolean optional, Object defaultValue) {
    Schema.Type type = schema.type();
    boolean valued = type == Schema.Type.ARRAY || type == Schema.Type.MAP;
    Schema copy =
        new ConnectSchema(
            type,
            optional,
            defaultValue,
            schema.name(),
            schema.version(),
            schema.doc(),
            schema.parameters(),
            type == Schema.Type.STRUCT ? schema.fields() : null,
            type == Schema.Type.MAP ? schema.keySchema() : null,
            valued ? schema.valueSchema() : null);
    return new OutputType(copy, reader);
  }
}
