package io.runpod.kafka.simulator.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the fields of a JSON object one by one and complains about what is wrong or left over, by
 * name. Not thread-safe.
 */
final class Fields {

  private final String where;
  private final JsonNode object;
  private final Set<String> left = new HashSet<>();

  /** {@code where} names the object in complaints. */
  Fields(String where, JsonNode object) {
    if (!object.isObject()) {
      throw new IllegalArgumentException(where + " must be an object");
    }
    this.where = where;
    this.object = object;
    object.fieldNames().forEachRemaining(left::add);
  }

  Optional<JsonNode> take(String key) {
    left.remove(key);
    return object.optional(key).filter(value -> !value.isNull());
  }

  Optional<String> text(String key) {
    Optional<JsonNode> value = take(key);
    value.ifPresent(node -> require(node.isTextual(), key, "a text"));
    return value.map(JsonNode::textValue);
  }

  Optional<Boolean> flag(String key) {
    Optional<JsonNode> value = take(key);
    value.ifPresent(node -> require(node.isBoolean(), key, "true or false"));
    return value.map(JsonNode::booleanValue);
  }

  Optional<Double> decimal(String key) {
    Optional<JsonNode> value = take(key);
    value.ifPresent(node -> require(node.isNumber(), key, "a number"));
    return value.map(JsonNode::doubleValue);
  }

  Optional<Long> whole(String key) {
    Optional<JsonNode> value = take(key);
    value.ifPresent(
        node ->
            require(
                node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0,
                key,
                "a whole number from 0"));
    return value.map(JsonNode::longValue);
  }

  Optional<Integer> count(String key) {
    return whole(key)
        .map(
            value -> {
              require(value <= Integer.MAX_VALUE, key, "at most " + Integer.MAX_VALUE);
              return value.intValue();
            });
  }

  /** All fields have been taken. */
  void end() {
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(where + " has unknown keys: " + left);
    }
  }

  private void require(boolean condition, String key, String what) {
    if (!condition) {
      throw new IllegalArgumentException(where + "." + key + " must be " + what);
    }
  }
}
