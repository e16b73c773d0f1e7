package io.runpod.kafka.connect.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The recorded exchanges with RunPod's API. */
final class Recorded {
  private static final String FOLDER = "/io/runpod/kafka/recorded/api/";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Recorded() {}

  static List<String> names() throws IOException {
    try (InputStream in = Recorded.class.getResourceAsStream(FOLDER + "index.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  static JsonNode exchange(String name) throws IOException {
    try (InputStream in = Recorded.class.getResourceAsStream(FOLDER + name + ".json")) {
      return MAPPER.readTree(in);
    }
  }

  /** The answer's body as it went over the wire. */
  static byte[] body(JsonNode exchange) {
    JsonNode response = exchange.path("response");
    if (response.isMissingNode() || response.isNull()) {
      return new byte[0];
    }
    boolean json = exchange.path("contentType").asText().contains("json");
    String text = response.isTextual() && !json ? response.textValue() : response.toString();
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] body(String name) throws IOException {
    return body(exchange(name));
  }
}
