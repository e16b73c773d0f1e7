package io.runpod.kafka.sandbox.observe;

import static io.runpod.kafka.sandbox.observe.Broken.breaksAboutJob;
import static io.runpod.kafka.sandbox.observe.Broken.keeps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class MetricsTrueTest {
  private final Tale tale = Tale.right();
  private final MetricsTrue isTrue = new MetricsTrue();

  @Test
  void isKeptByWhatTheWorkersSent() {
    keeps(isTrue, tale);

    workersSendTokens(7);
    for (int sequence = 0; sequence < 3; sequence++) {
      tale.chunk(Tale.STREAMED, sequence).setMetrics("{\"tokens\":7}");
    }
    keeps(isTrue, tale);
  }

  @Test
  void isBrokenByMetricsThatAreMissing() {
    workersSendTokens(7);

    breaksAboutJob(isTrue, tale, "#0 has the metrics null", Tale.STREAMED);
  }

  @Test
  void isBrokenByMetricsOfNobody() {
    tale.chunk(Tale.STREAMED, 1).setMetrics("{\"tokens\":7}");

    breaksAboutJob(isTrue, tale, "#1 has the metrics {\"tokens\":7}", Tale.STREAMED);
  }

  private void workersSendTokens(int tokens) {
    ObjectNode input = (ObjectNode) tale.truths.get(0).input();
    input.putObject("simulate").putObject("metrics").put("tokens", tokens);
  }
}
