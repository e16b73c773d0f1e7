package io.runpod.kafka.connect.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/requests.md says. */
class RequestsPageTest {
  private static final Path PAGE = Path.of("../docs/requests.md");

  @Test
  void theTableNamesEveryOptionWithItsBounds() throws IOException {
    String page = Files.readString(PAGE);
    for (JobOption option : JobOption.values()) {
      assertThat(page).contains("| `" + option.key() + "` | `" + option.field() + "` | ");
      if (option.most() > 1) {
        assertThat(page.lines().filter(line -> line.startsWith("| `" + option.key())).toList())
            .singleElement()
            .asString()
            .contains(option.least() + " to " + option.most());
      }
    }
  }

  @Test
  void itsExamplesAreAccepted() throws IOException {
    List<String> examples =
        Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE))
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();
    assertThat(examples).hasSize(2);

    String envelope = examples.get(0).replace("abc123", "e2");
    JobRequest request =
        new Requests(Map.of("runpod.request.format", "envelope")).of(Requests.record(envelope));
    assertThat(request.endpoint()).isEqualTo(Requests.E2);
    assertThat(new Requests(Map.of()).input(Requests.record(examples.get(1))).strip())
        .isEqualTo(examples.get(1).strip());
  }
}
