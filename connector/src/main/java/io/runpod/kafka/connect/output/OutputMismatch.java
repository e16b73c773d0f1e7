package io.runpod.kafka.connect.output;

import com.fasterxml.jackson.databind.JsonNode;

/** An output is not what its schema says. The message names the place and what was expected. */
public final class OutputMismatch extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int EXCERPT = 40;

  OutputMismatch(String message) {
    super(message);
  }

  static OutputMismatch at(Place place, String expected, JsonNode found) {
    String text = found.toString();
    String excerpt = text.length() <= EXCERPT ? text : Utf8.cut(text, EXCERPT).get(0) + "…";
    return new OutputMismatch(place + ": expected " + expected + ", found " + excerpt);
  }
}
