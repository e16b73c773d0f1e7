package io.runpod.kafka.connect.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes types of one Avro schema's parts. Names hold within it; one use each. */
final class AvroTypes {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Records of this connector's own; the converter would take another of that name for them. */
  private static final String RESERVED = "io.runpod.kafka.schema.";

  private final Map<String, OutputType> named = new HashMap<>();
  private final Set<String> open = new HashSet<>();

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
    String full = word.contains(".") || namespace.isEmpty() ? word : namespace + "." + word;
    if (open.contains(full)) {
      throw new Unusable(place, full + " contains itself, which a Connect schema cannot");
    }
    OutputType known = named.get(full);
    if (known == null) {
      throw new Unusable(place, "type " + word + " is not supported, or not defined before it");
    }
    return known;
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
      NestedTypes.Field field = field(list.get(i), namespaceOf(name), at);
      if (!seen.add(field.name())) {
        throw new Unusable(at, "a second field " + field.name());
      }
      fields.add(field);
    }
    return defined(name, NestedTypes.record(name, fields));
  }

  private NestedTypes.Field field(JsonNode json, String namespace, Place place) throws Unusable {
    String name = required(json, "name", place).asText();
    requireName(name, place.field("name"));
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
    return defined(name, ScalarTypes.oneOf(symbols));
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
    String full = name.contains(".") || space.isEmpty() ? name : space + "." + name;
    for (String part : full.split("\\.", -1)) {
      requireName(part, place.field("name"));
    }
    if (full.startsWith(RESERVED)) {
      throw new Unusable(place, RESERVED + "* is this connector's own; choose another namespace");
    }
    if (named.containsKey(full) || !open.add(full)) {
      throw new Unusable(place, full + " is defined twice");
    }
    return full;
  }

  private OutputType defined(String name, OutputType type) {
    open.remove(name);
    named.put(name, type);
    return type;
  }

  private static String namespaceOf(String full) {
    int dot = full.lastIndexOf('.');
    return dot < 0 ? "" : full.substring(0, dot);
  }

  private static void requireName(String name, Place place) throws Unusable {
    if (!NAME.matcher(name).matches()) {
      throw new Unusable(place, "'" + name + "' is not a name");
    }
  }

  private static JsonNode required(JsonNode json, String attribute, Place place) throws Unusable {
    JsonNode value = json.get(attribute);
    if (value == null || value.isNull()) {
      throw new Unusable(place, "'" + attribute + "' is missing");
    }
    return value;
  }
}
