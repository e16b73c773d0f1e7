package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.simulator.EndpointOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What a running worker shows over JMX, and that it moves. */
class MetricsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ENDPOINT = "metrics";
  private static final String SINK = "runpod-sink-json";
  private static final String SOURCE = "runpod-source";
  private static final int JOBS = 20;

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

  @Test
  void everyGaugeIsDocumentedAndMoves() throws Exception {
    try (Sandbox sandbox =
        Sandbox.builder()
            .name(ENDPOINT)
            .endpoint(EndpointOptions.named(ENDPOINT).workers(2).jobDuration(Duration.ofMillis(50)))
            .start()) {
      sandbox.topics().create("runpod.jobs", 1, Map.of());
      sandbox.create(sandbox.connector(SOURCE + ".json").with("tasks.max", "1"), 1);
      sandbox.create(sandbox.connector(SINK + ".json").with("tasks.max", "1"), 1);
      assertThat(value(SINK, "", "submitted-total")).isZero();

      send(sandbox, "{\"oops\"");
      for (int i = 0; i < JOBS; i++) {
        send(sandbox, "{\"n\":" + i + "}");
      }

      awaitValue(SINK, "", "submitted-total", n -> n == JOBS);
      awaitValue(SINK, "", "rejected-total", n -> n == 1);
      awaitValue(SINK, "", "queued", n -> n == 0);
      String run = ",endpoint=metrics,operation=run";
      assertThat(value(SINK, run, "requests-total")).isEqualTo(JOBS);
      assertThat(value(SINK, run, "request-latency-p50-ms")).isPositive();
      assertThat(value(SINK, run, "throttled-total")).isZero();

      String endpoint = ",endpoint=metrics";
      awaitValue(SOURCE, endpoint + ",status=COMPLETED", "results-total", n -> n == JOBS);
      awaitValue(SOURCE, endpoint, "live-jobs", n -> n == 0);
      assertThat(value(SOURCE, endpoint, "statuses-total")).isGreaterThanOrEqualTo(2 * JOBS);
      assertThat(value(SOURCE, endpoint, "result-latency-p99-ms")).isPositive();
      assertThat(value(SOURCE, endpoint + ",operation=status", "requests-total")).isPositive();
      assertThat(value(SOURCE, "", "snapshot-bytes")).isPositive();

      assertThat(shown(SINK)).isEqualTo(documented("Sink"));
      assertThat(shown(SOURCE)).isEqualTo(documented("Source"));

      sandbox.connect().delete(SINK);
      await().atMost(PATIENCE).until(() -> shown(SINK).isEmpty());
    }
  }

  private static void send(Sandbox sandbox, String value) {
    sandbox.topics().sendNow(new ProducerRecord<>("runpod.jobs", "k", value));
  }

  private void awaitValue(String connector, String tags, String name, DoublePredicate expected) {
    await().atMost(PATIENCE).until(() -> expected.test(value(connector, tags, name)));
  }

  private double value(String connector, String tags, String name) throws JMException {
    ObjectName bean =
        new ObjectName("kafka.connect:type=plugins,connector=" + connector + ",task=0" + tags);
    return ((Number) server.getAttribute(bean, name)).doubleValue();
  }

  /** Names of all gauges of a connector. */
  private Set<String> shown(String connector) throws JMException {
    Set<String> names = new TreeSet<>();
    ObjectName all = new ObjectName("kafka.connect:type=plugins,connector=" + connector + ",*");
    for (ObjectName bean : server.queryNames(all, null)) {
      Arrays.stream(server.getMBeanInfo(bean).getAttributes())
          .map(MBeanAttributeInfo::getName)
          .forEach(names::add);
    }
    return names;
  }

  private static Set<String> documented(String section) throws IOException {
    String text = Files.readString(Path.of("../docs/metrics.md"));
    String rows = text.split("\n## " + section + "\n")[1].split("\n## ")[0];
    return Pattern.compile("^\\|[^|]*\\| `([a-z0-9-]+)` \\|", Pattern.MULTILINE)
        .matcher(rows)
        .results()
        .map((MatchResult row) -> row.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
