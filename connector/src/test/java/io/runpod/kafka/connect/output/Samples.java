package io.runpod.kafka.connect.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Any Avro schema of a few levels, with a JSON value that fits it.
 *
 * @param schema writes the schema, drawing names for its types
 */
record Samples(Function<AtomicInteger, JsonNode> schema, JsonNode value) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  String schemaText() {
    return schema.apply(new AtomicInteger()).toString();
  }

  static Arbitrary<Samples> any(int depth) {
    Arbitrary<Samples> scalar =
        Arbitraries.oneOf(
            of("boolean", Arbitraries.of(true, false).map(JSON::booleanNode)),
            of("int", Arbitraries.integers().map(JSON::numberNode)),
            of("long", Arbitraries.longs().map(JSON::numberNode)),
            of("double", Arbitraries.doubles().map(JSON::numberNode)),
            of("string", Arbitraries.strings().ofMaxLength(10).map(JSON::textNode)),
            symbol());
    if (depth == 0) {
      return scalar;
    }
    Arbitrary<Samples> inner = any(depth - 1);
    return Arbitraries.oneOf(
        scalar, inner.map(Samples::list), inner.map(Samples::map), optional(inner), record(inner));
  }

  static Arbitrary<Samples> record(Arbitrary<Samples> fields) {
    return fields.list().ofMaxSize(4).map(Samples::record);
  }

  private static Arbitrary<Samples> of(String type, Arbitrary<? extends JsonNode> values) {
    return values.map(value -> new Samples(names -> JSON.textNode(type), value));
  }

  private static Arbitrary<Samples> symbol() {
    return Arbitraries.of("RED", "GREEN")
        .map(
            symbol ->
                new Samples(
                    names -> {
                      ObjectNode schema = named("enum", names);
                      schema.putArray("symbols").add("RED").add("GREEN");
                      return schema;
                    },
                    JSON.textNode(symbol)));
  }

  private static Samples list(Samples item) {
    return new Samples(
        names -> JSON.objectNode().put("type", "array").set("items", item.schema.apply(names)),
        JSON.arrayNode().add(item.value).add(item.value));
  }

  private static Samples map(Samples item) {
    return new Samples(
        names -> JSON.objectNode().put("type", "map").set("values", item.schema.apply(names)),
        JSON.objectNode().set("any key", item.value));
  }

  private static Arbitrary<Samples> optional(Arbitrary<Samples> inner) {
    return Combinators.combine(inner, Arbitraries.of(true, false))
        .as(Tuple::of)
        .filter(both -> !both.get1().schema.apply(new AtomicInteger()).isArray())
        .map(
            both -> {
              Samples item = both.get1();
              return new Samples(
                  names -> JSON.arrayNode().add("null").add(item.schema.apply(names)),
                  both.get2() ? item.value : JSON.nullNode());
            });
  }

  private static Samples record(List<Samples> fields) {
    ObjectNode value = JSON.objectNode();
    for (int i = 0; i < fields.size(); i++) {
      value.set("f" + i, fields.get(i).value);
    }
    return new Samples(
        names -> {
          ObjectNode schema = named("record", names);
          ArrayNode list = schema.putArray("fields");
          for (int i = 0; i < fields.size(); i++) {
            list.addObject().put("name", "f" + i).set("type", fields.get(i).schema.apply(names));
          }
          return schema;
        },
        value);
  }

  private static ObjectNode named(String type, AtomicInteger names) {
    return JSON.objectNode().put("type", type).put("name", "T" + names.getAndIncrement());
  }
}
