package io.runpod.kafka.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Copies a schema without what readers of records do not need: documentation, hints for Java. */
final class BareSchema {
  private final Map<String, Schema> named = new HashMap<>();

  private BareSchema() {}

  static Schema of(Schema schema) {
    return new BareSchema().copy(schema);
  }

  private Schema copy(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> record(schema);
      case UNION -> Schema.createUnion(schema.getTypes().stream().map(this::copy).toList());
      case ARRAY -> Schema.createArray(copy(schema.getElementType()));
      case STRING, INT, LONG, BOOLEAN, NULL -> primitive(schema);
      default ->
          throw new IllegalArgumentException("no contract has a " + schema.getType() + " yet");
    };
  }

  private Schema record(Schema schema) {
    Schema known = named.get(schema.getFullName());
    if (known != null) {
      return known;
    }
    Schema bare = Schema.createRecord(schema.getName(), null, schema.getNamespace(), false);
    named.put(schema.getFullName(), bare);
    List<Schema.Field> fields =
        schema.getFields().stream()
            .map(f -> new Schema.Field(f.name(), copy(f.schema()), null, f.defaultVal()))
            .toList();
    bare.setFields(fields);
    return bare;
  }

  private static Schema primitive(Schema schema) {
    Schema bare = Schema.create(schema.getType());
    return schema.getLogicalType() == null ? bare : schema.getLogicalType().addToSchema(bare);
  }
}
