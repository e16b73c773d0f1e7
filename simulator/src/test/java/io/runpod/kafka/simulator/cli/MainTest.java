package io.runpod.kafka.simulator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.simulator.Client;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.RunpodSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

  @TempDir private Path folder;

  @Test
  void endpointsWorkersAndKeyComeFromTheCommandLine() throws IOException {
    List<String> names = new ArrayList<>();
    try (RunpodSimulator simulator =
        start(
            names,
            "--port",
            "0",
            "--endpoint",
            "a",
            "--endpoint",
            "b",
            "--workers",
            "5",
            "--api-key",
            Client.KEY)) {
      assertThat(names).containsExactly("a", "b");
      assertThat(new Client(simulator, "b").get("health").json().at("/workers/idle").asInt())
          .isEqualTo(5);
      assertThat(new Client(simulator, "b").call("GET", "health", "", "other").code())
          .isEqualTo(401);
    }
  }

  @Test
  void withoutArgumentsThereIsOneEndpoint() throws IOException {
    List<String> names = new ArrayList<>();
    start(names, "--port", "0").close();
    assertThat(names).containsExactly("ep1");
  }

  @Test
  void aFileSetsEndpointsAndFaultsAndTheCommandLineWins() throws IOException {
    Path file =
        write(
            "{'apiKey':'k','seed':3,'endpoints':[{'name':'x','workers':2,'jobDurationMs':5,"
                + "'limits':{'per10s':{'run':1},'retryAfter':true},"
                + "'faults':[{'on':['health'],'do':'refuse','code':502}]}]}");
    try (RunpodSimulator simulator =
        start(
            new ArrayList<>(),
            "--port",
            "0",
            "--config",
            file.toString(),
            "--api-key",
            Client.KEY)) {
      Client client = new Client(simulator, "x");
      assertThat(client.get("health").code()).isEqualTo(502);
      assertThat(simulator.endpoint("x").options().workers()).isEqualTo(2);
      assertThat(simulator.endpoint("x").options().limits().rates().get(Operation.RUN).perWindow())
          .isEqualTo(1);
    }
  }

  @Test
  void mistakesAreNamed() throws IOException {
    mistake("unknown option --prot", "--prot", "1");
    mistake("--port needs a value", "--port");
    mistake("--port must be a whole number from 0 to 65535", "--port", "x");
    mistake("--port is given twice", "--port", "0", "--port", "0");
    mistake("--workers must be a whole number", "--port", "0", "--workers", "-1");
    mistake("limits must be none or documented", "--port", "0", "--limits", "some");
    mistake("given twice", "--port", "0", "--endpoint", "a", "--endpoint", "a");
    mistake("name must be", "--port", "0", "--endpoint", "a/b");
    mistake("config.port must be", "--config", write("{'port':'x'}").toString());
    mistake(
        "endpoint has unknown keys: [x]",
        "--config",
        write("{'endpoints':[{'name':'a','x':1}]}").toString());
    assertThatThrownBy(
            () -> start(new ArrayList<>(), "--config", folder.resolve("none").toString()))
        .isInstanceOf(IOException.class);
  }

  private void mistake(String message, String... args) {
    assertThatThrownBy(() -> start(new ArrayList<>(), args).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private Path write(String json) throws IOException {
    return Files.writeString(
        Files.createTempFile(folder, "config", ".json"), json.replace('\'', '"'));
  }

  private static RunpodSimulator start(List<String> names, String... args) throws IOException {
    return Main.start(Arguments.parse(args), names);
  }
}
