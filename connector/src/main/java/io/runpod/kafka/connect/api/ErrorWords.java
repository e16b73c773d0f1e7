package io.runpod.kafka.connect.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * RunPod's own words in an error answer. Which key holds them is not uniform: validation says
 * {@code error}, a missing job {@code detail}, the edge {@code message}, a gateway sends HTML.
 */
public final class ErrorWords {
  private static final String[] KEYS = {"error", "detail", "title", "message"};
  private static final int SHOWN = 500;

  /** Reads nothing that is nested more deeply than a tree can be written. */
  private static final ObjectMapper TREES = new ObjectMapper();

  private ErrorWords() {}

  /** The words of {@code body}, never empty, cut to a length that fits a log line. */
  public static String of(byte[] body) {
    try {
      JsonNode tree = TREES.readTree(body);
      if (tree != null && tree.isObject()) {
        for (String key : KEYS) {
          JsonNode words = tree.get(key);
          if (words != null && !words.isNull()) {
            return cut(words.isTextual() ? words.textValue() : words.toString(), SHOWN);
          }
        }
      }
    } catch (IOException notJson) {
      // then the body itself is all there is to show
    }
    return start(body, SHOWN);
  }

  /**
   * True if RunPod itself has written this: its own JSON, not what something between here and there
   * sends in its place.
   */
  static boolean areRunPods(byte[] body) {
    try {
      JsonNode tree = TREES.readTree(body);
      return tree != null && tree.path("error").isTextual();
    } catch (IOException notJson) {
      return false;
    }
  }

  /** The first characters of a body, on one line. */
  static String start(byte[] body, int length) {
    if (body.length == 0) {
      return "(empty body)";
    }
    String text = new String(body, 0, Math.min(body.length, 4 * length), StandardCharsets.UTF_8);
    return cut(text.strip().replaceAll("\\s+", " "), length);
  }

  static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "…";
  }
}
