package io.runpod.kafka.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Runs the README's curl lines as a reader would, in one shell, and compares the answers. */
class ReadmeTest {

  private static final Pattern EXAMPLE =
      Pattern.compile("```sh\n(.*?)```\\s*```json\n(.*?)\n```", Pattern.DOTALL);

  @Test
  void theCurlLinesAnswerAsPrinted() throws Exception {
    Assumptions.assumeTrue(runs("curl --version"), "needs bash and curl");
    List<String> expected = new ArrayList<>();
    StringBuilder script = new StringBuilder();
    Matcher examples = EXAMPLE.matcher(Files.readString(Path.of("README.md")));
    while (examples.find()) {
      script.append(examples.group(1)).append("echo\n");
      expected.add(examples.group(2));
    }
    try (RunpodSimulator simulator =
        RunpodSimulator.builder().endpoint(EndpointOptions.named("ep1")).start()) {
      String local = script.toString().replace("127.0.0.1:8000", "127.0.0.1:" + simulator.port());
      List<String> answers = bash(local).lines().toList();
      assertThat(expected).hasSizeGreaterThan(5);
      assertThat(answers).hasSameSizeAs(expected);
      for (int example = 0; example < answers.size(); example++) {
        assertThat(fields(Client.parse(answers.get(example))))
            .isEqualTo(fields(Client.parse(literal(expected.get(example)))));
        if (!expected.get(example).contains("…")) {
          assertThat(answers.get(example)).isEqualTo(expected.get(example));
        }
      }
    }
  }

  /** The printed answer as JSON: an ellipsis stands for anything. */
  private static String literal(String printed) {
    return printed.replace("{…}", "{}").replace("[…]", "[]");
  }

  private static List<String> fields(JsonNode body) {
    List<String> names = new ArrayList<>();
    body.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static boolean runs(String command) {
    try {
      return !bash(command).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private static String bash(String script) throws IOException {
    Process process =
        new ProcessBuilder("bash", "-c", script)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
