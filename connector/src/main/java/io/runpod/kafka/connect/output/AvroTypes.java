package io.runpod.kafka.connect.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes types of one Avro schema's parts. Names hold within it; one use each. */
final class AvroTypes {
  private final AvroNames names = new AvroNames();

  /** A schema, or a part of one, cannot be used. The message says where and why. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(Place place, String reason) {
      super("at " + place + ": " + reason);
    }
  }

  OutputType type(JsonNode json, String namespace, Place place) throws Unusable {
    if (json.isTextual()) {
      return word(json.textValue(), namespace, place);
    } else if (json.isArray()) {
      return union(json, namespace, place);
    } else if (!json.isObject()) {
      throw new Unusable(place, "expected a type, found " + json);
    }
    JsonNode type = required(json, "type", place);
    if (!type.isTextual()) {
      return type(type, namespace, place.field("type"));
    }
    return switch (type.textValue()) {
      case "record" -> record(json, namespace, place);
      case "enum" -> symbols(json, namespace, place);
      case "array" ->
          NestedTypes.array(type(required(json, "items", place), namespace, place.field("items")));
      case "map" ->
          NestedTypes.map(type(required(json, "values", place), namespace, place.field("values")));
      default ->
          json.hasNonNull("logicalType")
              ? logical(json, type.textValue(), place)
              : word(type.textValue(), namespace, place.field("type"));
    };
  }

  private OutputType word(String word, String namespace, Place place) throws Unusable {
    Optional<OutputType> primitive = ScalarTypes.primitive(word);
    if (primitive.isPresent()) {
      return primitive.get();
    }
    return names.known(word, namespace, place);
  }

  private OutputType union(JsonNode json, String namespace, Place place) throws Unusable {
    OutputType one = null;
    boolean optional = false;
    for (int i = 0; i < json.size(); i++) {
      if (json.get(i).isTextual() && json.get(i).textValue().equals("null")) {
        optional = true;
      } else if (one == null) {
        one = type(json.get(i), namespace, place.element(i));
      } else {
        throw new Unusable(place, "a union may hold null and one other type, not more");
      }
    }
    if (one == null) {
      throw new Unusable(place, "a union needs a type beside null");
    }
    return optional ? one.optional() : one;
  }

  private OutputType record(JsonNode json, String namespace, Place place) throws Unusable {
    String name = define(json, namespace, place);
    JsonNode list = required(json, "fields", place);
    if (!list.isArray()) {
      throw new Unusable(place.field("fields"), "expected an array of fields");
    }
    List<NestedTypes.Field> fields = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      Place at = place.field("fields").element(i);
      NestedTypes.Field field = field(list.get(i), AvroNames.namespaceOf(name), at);
      if (!seen.add(field.name())) {
        throw new Unusable(at, "a second field " + field.name());
      }
      fields.add(field);
    }
    return names.defined(name, NestedTypes.record(name, fields));
  }

  private NestedTypes.Field field(JsonNode json, String namespace, Place place) throws Unusable {
    String name = required(json, "name", place).asText();
    AvroNames.check(name, place.field("name"));
    OutputType type = type(required(json, "type", place), namespace, place.field("type"));
    JsonNode given = json.get("default");
    if (given == null || (given.isNull() && type.schema().isOptional())) {
      return new NestedTypes.Field(name, type, Optional.empty());
    }
    Place at = place.field("default");
    try {
      Object value = type.read(given, at);
      if (value instanceof org.apache.kafka.connect.data.Struct) {
        throw new Unusable(at, "a record cannot be a default");
      }
      return new NestedTypes.Field(name, type.withDefault(value), Optional.of(value));
    } catch (OutputMismatch mismatch) {
      throw new Unusable(at, "not of the field's type: " + mismatch.getMessage());
    }
  }

  private OutputType symbols(JsonNode json, String namespace, Place place) throws Unusable {
    String name = define(json, namespace, place);
    List<String> symbols = new ArrayList<>();
    required(json, "symbols", place).forEach(symbol -> symbols.add(symbol.asText()));
    return names.defined(name, ScalarTypes.oneOf(symbols));
  }

  private static OutputType logical(JsonNode json, String type, Place place) throws Unusable {
    String logical = json.get("logicalType").asText();
    if (logical.equals("date") && type.equals("int")) {
      return ScalarTypes.date();
    } else if (logical.equals("timestamp-millis") && type.equals("long")) {
      return ScalarTypes.timestamp();
    } else if (logical.equals("uuid") && type.equals("string")) {
      return ScalarTypes.primitive(type).orElseThrow();
    } else if (logical.equals("decimal") && type.equals("bytes")) {
      int precision = json.path("precision").asInt();
      int scale = json.path("scale").asInt();
      if (precision < 1 || scale < 0 || scale > precision) {
        throw new Unusable(place, "decimal needs a precision of at least 1 and a scale up to it");
      }
      return ScalarTypes.decimal(precision, scale);
    }
    throw new Unusable(
        place,
        "logicalType "
            + logical
            + " of "
            + type
            + " is not supported: use date of int, timestamp-millis of long, decimal of bytes, uuid"
            + " of string, or leave it out");
  }

  /** The full name of a type that is about to be read. */
  private String define(JsonNode json, String namespace, Place place) throws Unusable {
    String name = required(json, "name", place).asText();
    String space = json.hasNonNull("namespace") ? json.get("namespace").asText() : namespace;
    return names.define(name, space, place);
  }

  private static JsonNode required(JsonNode json, String attribute, Place place) throws Unusable {
    JsonNode value = json.get(attribute);
    if (value == null || value.isNull()) {
      throw new Unusable(place, "'" + attribute + "' is missing");
    }
    return value;
  }
}
