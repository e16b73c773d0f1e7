package io.runpod.kafka.streams;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * The text inside a chunk's output, for those who want to show tokens as they arrive.
 *
 * <p>A chunk is text if it is a JSON string, or an object whose field {@code text} is a string or a
 * list of strings (the older vLLM worker sends {@code {"text": [" How"]}}). Safe to use from any
 * thread.
 */
public final class ChunkText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ChunkText() {}

  /** The text of a chunk's output, empty if it is not text, not JSON or null. */
  public static Optional<String> of(String output) {
    if (output == null) {
      return Optional.empty();
    }
    try {
      JsonNode node = JSON.readTree(output);
      return text(node.isObject() ? node.path("text") : node);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(JsonNode node) {
    if (node.isTextual()) {
      return Optional.of(node.textValue());
    }
    if (!node.isArray() || node.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder joined = new StringBuilder();
    for (JsonNode part : node) {
      if (!part.isTextual()) {
        return Optional.empty();
      }
      joined.append(part.textValue());
    }
    return Optional.of(joined.toString());
  }
}
