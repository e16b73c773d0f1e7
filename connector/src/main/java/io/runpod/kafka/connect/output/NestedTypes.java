package io.runpod.kafka.connect.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** Types of JSON arrays and objects. */
final class NestedTypes {
  private NestedTypes() {}

  /**
   * A field of a record.
   *
   * @param fallback stands for the field where it is missing; nothing if it must be there or is
   *     null then
   */
  record Field(String name, OutputType type, Optional<Object> fallback) {}

  static OutputType array(OutputType items) {
    return new OutputType(
        SchemaBuilder.array(items.schema()).build(),
        (schema, json, place) -> {
          if (!json.isArray()) {
            throw OutputMismatch.at(place, "array", json);
          }
          List<Object> list = new ArrayList<>(json.size());
          for (int i = 0; i < json.size(); i++) {
            list.add(items.read(json.get(i), place.element(i)));
          }
          return list;
        });
  }

  static OutputType map(OutputType values) {
    return new OutputType(
        SchemaBuilder.map(Schema.STRING_SCHEMA, values.schema()).build(),
        (schema, json, place) -> {
          requireObject(json, place, "map");
          Map<String, Object> map = new LinkedHashMap<>();
          for (Map.Entry<String, JsonNode> entry : json.properties()) {
            map.put(entry.getKey(), values.read(entry.getValue(), place.field(entry.getKey())));
          }
          return map;
        });
  }

  static OutputType record(String name, List<Field> fields) {
    SchemaBuilder builder = SchemaBuilder.struct().name(name);
    Set<String> known = new HashSet<>();
    for (Field field : fields) {
      builder.field(field.name(), field.type().schema());
      known.add(field.name());
    }
    return new OutputType(
        builder.build(),
        (schema, json, place) -> {
          requireObject(json, place, "record " + name);
          requireKnown(json, place, name, known);
          Struct struct = new Struct(schema);
          for (Field field : fields) {
            struct.put(field.name(), value(field, json.get(field.name()), place));
          }
          return struct;
        });
  }

  private static Object value(Field field, JsonNode json, Place place) throws OutputMismatch {
    if (json != null) {
      return field.type().read(json, place.field(field.name()));
    }
    if (field.fallback().isPresent() || field.type().schema().isOptional()) {
      return field.fallback().orElse(null);
    }
    throw new OutputMismatch(place.field(field.name()) + ": missing");
  }

  private static void requireObject(JsonNode json, Place place, String expected)
      throws OutputMismatch {
    if (!json.isObject()) {
      throw OutputMismatch.at(place, expected, json);
    }
  }

  /** What the schema does not know would be lost without a word. */
  private static void requireKnown(JsonNode json, Place place, String name, Set<String> known)
      throws OutputMismatch {
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String found = names.next();
      if (!known.contains(found)) {
        throw new OutputMismatch(place.field(found) + ": record " + name + " has no such field");
      }
    }
  }
}
