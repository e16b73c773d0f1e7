package io.runpod.kafka.connect.request;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/** JSON pointers (RFC 6901) as settings; an empty one is none. */
final class JsonPointers {
  static final Validator VALIDATOR =
      LambdaValidator.with(
          (name, value) -> {
            String text = (String) value;
            if (!text.isEmpty() && !text.startsWith("/")) {
              throw new ConfigException(name, value, "write a JSON pointer, as in /payload/0/text");
            }
          },
          () -> "a JSON pointer, as in /payload/0/text");

  private JsonPointers() {}

  static Optional<JsonPointer> parse(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(JsonPointer.compile(text));
  }
}
