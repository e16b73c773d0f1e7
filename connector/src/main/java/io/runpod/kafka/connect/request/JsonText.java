package io.runpod.kafka.connect.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Looks at JSON text that is to be passed on as it is. */
final class JsonText {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private JsonText() {}

  /** Why {@code utf8} is not one JSON object with something in it; nothing if it is one. */
  static Optional<String> complaint(byte[] utf8) {
    if (utf8.length > 1 && (utf8[0] == 0 || utf8[1] == 0)) {
      return Optional.of("not JSON in UTF-8: it looks like UTF-16 or UTF-32");
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
    } catch (CharacterCodingException e) {
      return Optional.of("not JSON: the bytes are not UTF-8 text");
    }
    try (JsonParser parser = FACTORY.createParser(utf8)) {
      return complaint(parser);
    } catch (JsonProcessingException e) {
      return Optional.of("not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      return Optional.of("not JSON: " + e.getMessage());
    }
  }

  private static Optional<String> complaint(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return Optional.of("empty: a job's input is a JSON object");
    }
    if (first != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return parser.nextToken() == null
          ? Optional.of("a job's input is a JSON object, not " + word(first))
          : Optional.of("not JSON: something follows " + word(first));
    }
    boolean empty = true;
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return Optional.of("not JSON: the text ends inside an object");
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      empty &= depth == 0;
    }
    if (parser.nextToken() != null) {
      return Optional.of("not JSON: something follows the object");
    }
    return empty ? Optional.of(InputMapper.EMPTY) : Optional.empty();
  }

  private static String word(JsonToken token) {
    return switch (token) {
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NULL -> "null";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      default -> "a number";
    };
  }
}
