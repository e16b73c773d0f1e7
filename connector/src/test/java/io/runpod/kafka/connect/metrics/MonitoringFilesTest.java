package io.runpod.kafka.connect.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files for Prometheus and Grafana name what {@code docs/metrics.md} lists. */
class MonitoringFilesTest {
  private static final Path FOLDER = Path.of("../config/monitoring");

  @Test
  void theExportersRulesFindEveryGauge() throws IOException {
    List<String> rules = Files.readAllLines(FOLDER.resolve("jmx-exporter.yml"));
    for (String row : MetricsReference.all()) {
      String name = row.split(" ", -1)[1];
      StringBuilder bean = new StringBuilder("kafka.connect<type=plugins, connector=c, task=3");
      for (String tag : row.split(" ", -1)[0].split(",")) {
        bean.append(tag.isEmpty() ? "" : ", " + tag + "=some-" + tag);
      }
      assertThat(exported(rules, bean + "><>" + name + ": 7")).isEqualTo(metric(name));
    }
  }

  /** The name the first rule that fits gives a value, as the exporter would find it. */
  private static String exported(List<String> rules, String value) {
    for (int i = 0; i < rules.size(); i++) {
      String rule = rules.get(i).strip();
      if (rule.startsWith("- pattern: '")) {
        Matcher found =
            Pattern.compile(rule.substring("- pattern: '".length(), rule.length() - 1))
                .matcher(value);
        if (found.find()) {
          String name = rules.get(i + 1).strip().substring("name: ".length());
          return found.replaceFirst(name).replaceAll(":.*", "").replace('-', '_');
        }
      }
    }
    throw new AssertionError("no rule for " + value);
  }

  @Test
  void theDashboardAsksForWhatIsThere() throws IOException {
    Set<String> known = new TreeSet<>();
    MetricsReference.all().forEach(row -> known.add(metric(row.split(" ", -1)[1])));

    JsonNode dashboard =
        new ObjectMapper().readTree(FOLDER.resolve("grafana-runpod.json").toFile());
    List<String> asked = new ArrayList<>();
    for (JsonNode target : dashboard.findValues("expr")) {
      Pattern.compile("runpod_[a-z0-9_]+")
          .matcher(target.asText())
          .results()
          .map(MatchResult::group)
          .forEach(asked::add);
    }
    assertThat(asked).isNotEmpty().allSatisfy(name -> assertThat(known).contains(name));
  }

  private static String metric(String gauge) {
    return "runpod_" + gauge.replace('-', '_');
  }
}
