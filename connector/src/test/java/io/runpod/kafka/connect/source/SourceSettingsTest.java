package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceSettingsTest {
  @Test
  void openReadsOfStreamsEndBeforeAStopGivesThemUp() {
    assertThat(endpoint(Map.of()).pollLimits().streamHold()).isLessThan(StreamOwner.READS);
  }

  @Test
  void theTasksOfAConnectorShareTheLimitsOfAnEndpoint() {
    Map<String, String> four =
        Map.of(
            "runpod.task.count", "4",
            "runpod.poll.limit.per.10s", "2000",
            "runpod.poll.max.in.flight", "100");

    assertThat(endpoint(four).pollLimit()).isEqualTo(500);
    assertThat(endpoint(four).pollLimits().inFlight()).isEqualTo(25);
  }

  @Test
  void reliesOnExactlyOnceOnlyWhereConnectRequiresIt() {
    assertThat(settings(Map.of("exactly.once.support", "required")).exactlyOnce()).isTrue();
    assertThat(settings(Map.of("exactly.once.support", "requested")).exactlyOnce()).isFalse();
    assertThat(settings(Map.of()).exactlyOnce()).isFalse();
  }

  private static PollSettings endpoint(Map<String, String> extra) {
    return settings(extra).endpoints().get(0);
  }

  private static SourceSettings settings(Map<String, String> extra) {
    Map<String, String> props = new HashMap<>(extra);
    props.put("runpod.endpoint.id", "e1");
    props.put("runpod.api.key", "key");
    props.put("runpod.ledger.kafka.bootstrap.servers", "127.0.0.1:1");
    return SourceSettings.of(props);
  }
}
