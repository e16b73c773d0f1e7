package io.runpod.kafka.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Brings the simulator into the situation of each recorded example and expects the recorded answer,
 * figures included; only ids, worker ids and tracebacks may differ. The connector is held to the
 * same files.
 */
class RecordedExamplesTest {

  private static final String FOLDER = "/io/runpod/kafka/recorded/api/";

  /** Examples of something else than this API, or whose body nobody knows. */
  private static final List<String> NOT_OURS =
      List.of(
          "05-", // the same as 04 in another state: RecordedExchangesTest
          "11-", "12-", // other products and hosts
          "16-", // a request of the platform: WebhookTest
          "46-", "47-", // bodies of 2023
          "51-", // workers of an older document
          "6", "7", // the worker's requests: WorkerProtocolTest
          "8"); // the SDK's local test server, another dialect

  @ParameterizedTest
  @MethodSource("examples")
  void answersAsRecorded(String example) throws IOException {
    JsonNode recorded = read(example);
    Client.Got answer;
    try (Stage stage = new Stage(recorded)) {
      answer = Situations.ALL.get(example.substring(0, 3)).reach(stage);
    }

    assertThat(answer.code()).isEqualTo(recorded.get("status").asInt());
    JsonNode expected = recorded.get("response");
    if (expected.isObject()) {
      assertThat(comparable(answer.json())).isEqualTo(comparable(expected));
    } else if (expected.isTextual()) {
      assertThat(answer.text()).isEqualTo(expected.asText());
    }
  }

  @Test
  void everyExampleHasASituationOrAReasonForNone() throws IOException {
    assertThat(index())
        .allMatch(
            example ->
                Situations.ALL.containsKey(example.substring(0, 3))
                    || NOT_OURS.stream().anyMatch(example::startsWith));
  }

  static Stream<String> examples() throws IOException {
    return index().stream().filter(example -> Situations.ALL.containsKey(example.substring(0, 3)));
  }

  /** Without what cannot be the same twice. */
  private static JsonNode comparable(JsonNode body) {
    ObjectNode copy = body.deepCopy();
    for (String key : List.of("id", "workerId")) {
      if (copy.has(key)) {
        copy.put(key, "any");
      }
    }
    String error = copy.path("error").asText();
    if (error.startsWith("{")) {
      ObjectNode document = (ObjectNode) Client.parse(error);
      assertThat(document.get("error_message").asText()).isEqualTo("kaboom");
      document.properties().forEach(one -> one.setValue(document.textNode("any")));
      copy.set("error", document);
    } else if (error.startsWith("handler: ")) {
      copy.put("error", error.substring(0, error.indexOf("File")));
    } else if (error.startsWith("job timed out")) {
      // the second attempt was given up after another time than the first
      copy.put("executionTime", 0);
    }
    return copy;
  }

  private static List<String> index() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(open("index.txt"), StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.isBlank()).toList();
    }
  }

  private static JsonNode read(String example) throws IOException {
    try (InputStream in = open(example + ".json")) {
      return new JsonMapper().readTree(in);
    }
  }

  private static InputStream open(String file) {
    return RecordedExamplesTest.class.getResourceAsStream(FOLDER + file);
  }
}
