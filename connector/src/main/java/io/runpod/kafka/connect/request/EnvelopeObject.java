package io.runpod.kafka.connect.request;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One object of an envelope, its fields by name; one that is null is not there.
 *
 * @param name what complaints call it
 */
record EnvelopeObject(String name, Map<String, Payload> fields) {
  private static final int SHOWN = 100;

  /**
   * Reads an object.
   *
   * @param known the fields it may have
   * @throws NoRequest if this is no object, or has other fields
   */
  static EnvelopeObject read(String name, Payload json, Set<String> known) throws NoRequest {
    if (!JsonText.isObject(json)) {
      throw new NoRequest(name + ": is no JSON object");
    }
    Map<String, Payload> fields = new HashMap<>();
    JsonText.parts(
        json,
        (field, value) -> {
          if (!known.contains(field)) {
            throw new NoRequest(
                name + ": unknown field '" + PlainText.cut(field, SHOWN) + "', known are " + known);
          }
          if (fields.put(field, value) != null) {
            throw new NoRequest(name + ": field '" + field + "' is there twice");
          }
        });
    fields.values().removeIf(JsonText::isNull);
    return new EnvelopeObject(name, fields);
  }

  Optional<Payload> field(String field) {
    return Optional.ofNullable(fields.get(field));
  }

  /**
   * @throws NoRequest if the field is there but no string
   */
  Optional<String> string(String field) throws NoRequest {
    Payload value = fields.get(field);
    if (value == null) {
      return Optional.empty();
    }
    Optional<String> text = JsonText.stringOf(value);
    if (text.isEmpty()) {
      throw new NoRequest(name + ": field '" + field + "' is no string");
    }
    return text;
  }

  /**
   * @throws NoRequest if the field is not there, or no string
   */
  String required(String field) throws NoRequest {
    return string(field)
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> new NoRequest(name + ": field '" + field + "' is missing"));
  }
}
