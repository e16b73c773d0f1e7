package io.runpod.kafka.connect.request;

import io.runpod.kafka.connect.request.ConnectJson.NoJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;

/** Keys and headers as text: text as it is, bytes as UTF-8 or else base64, the rest as JSON. */
public final class PlainText {
  private PlainText() {}

  /** Nothing for {@code null}, and for what has no text form at all. */
  public static Optional<String> of(Schema schema, Object value) {
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      return Optional.of(text);
    }
    if (value instanceof byte[] bytes) {
      return Optional.of(text(ByteBuffer.wrap(bytes)));
    }
    if (value instanceof ByteBuffer buffer) {
      return Optional.of(text(buffer));
    }
    try {
      return Optional.of(new String(ConnectJson.write(schema, value), StandardCharsets.UTF_8));
    } catch (NoJson none) {
      return Optional.empty();
    }
  }

  /** Text in UTF-8, or bytes as they are; nothing for values of another kind. */
  public static Optional<byte[]> bytes(Object value) {
    if (value instanceof String text) {
      return Optional.of(text.getBytes(StandardCharsets.UTF_8));
    }
    if (value instanceof byte[] bytes) {
      return Optional.of(bytes);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return Optional.of(bytes);
    }
    return Optional.empty();
  }

  private static String text(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
    } catch (CharacterCodingException notText) {
      ByteBuffer encoded = Base64.getEncoder().encode(bytes.duplicate());
      return StandardCharsets.ISO_8859_1.decode(encoded).toString();
    }
  }

  /** The beginning of {@code text}, at most {@code chars} long, without half a character. */
  public static String cut(String text, int chars) {
    if (text.length() <= chars) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars;
    return text.substring(0, end);
  }
}
