package io.runpod.kafka.connect.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tables of {@code docs/metrics.md}, held to what is shown. */
public final class MetricsReference {
  private static final Path REFERENCE = Path.of("../docs/metrics.md");

  private MetricsReference() {}

  /** Requires that the section lists these gauges and no others, each with its description. */
  public static void requireListed(String section, FakePluginMetrics shown) throws IOException {
    assertThat(listed(section)).isEqualTo(shown.descriptions());
  }

  /** All gauges, each as the names of its tags and its own: {@code endpoint live-jobs}. */
  static Set<String> all() throws IOException {
    Set<String> gauges = new TreeSet<>(listed("Sink").keySet());
    gauges.addAll(listed("Source").keySet());
    return gauges;
  }

  private static Map<String, String> listed(String section) throws IOException {
    Map<String, String> rows = new TreeMap<>();
    boolean inside = false;
    for (String line : Files.readAllLines(REFERENCE)) {
      if (line.startsWith("## ")) {
        inside = line.equals("## " + section);
      } else if (inside && line.startsWith("| ") && line.contains("`")) {
        String[] cells = line.split("\\|", -1);
        rows.put(
            cells[1].strip().replace("–", "") + ' ' + cells[2].strip().replace("`", ""),
            cells[3].strip());
      }
    }
    return rows;
  }
}
