package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.connect.ledger.LedgerEnds;
import io.runpod.kafka.connect.ledger.LedgerTopic;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class RunpodSourceConnectorTest {
  private static final Map<String, String> PROPS =
      Map.of(
          "runpod.api.key",
          "key",
          "runpod.endpoint.id",
          "ep1",
          "runpod.ledger.topic",
          "runpod.ledger",
          "runpod.ledger.kafka.bootstrap.servers",
          "127.0.0.1:1");
  private static final Map<String, ?> FIRST = Map.of("ledger", "runpod.ledger-0");

  private final LedgerEnds ledger =
      new LedgerEnds(new LedgerTopic("runpod.ledger", "id", 4), Map.of(0, 5L, 1, 5L, 2, 5L, 3, 4L));
  private final RunpodSourceConnector connector = new RunpodSourceConnector(settings -> ledger);

  @Test
  void acceptsASoundConfiguration() {
    assertThat(errors(Map.of())).isEmpty();
    assertThat(errors(Map.of("runpod.job-status.topic", "x", "runpod.job-results.topic", "x")))
        .isEmpty();
  }

  @Test
  void refusesToSkipRecordsThatCannotBeSentTogetherWithTheirOffsets() {
    assertThat(errors(Map.of("errors.tolerance", "all"))).containsOnlyKeys("errors.tolerance");
    assertThat(errors(Map.of("errors.tolerance", "none"))).isEmpty();
  }

  @Test
  void refusesTransactionsThatDoNotEndWithEachPoll() {
    assertThat(errors(Map.of("transaction.boundary", "interval")))
        .containsOnlyKeys("transaction.boundary");
    assertThat(errors(Map.of("transaction.boundary", "POLL"))).isEmpty();
  }

  @Test
  void refusesACommandsTopicOrALedgerThatIsUsedForSomethingElse() {
    assertThat(errors(Map.of("runpod.commands.topic", "runpod.job-status")).toString())
        .contains(
            "runpod.commands.topic: runpod.job-status is the topic of runpod.job-status.topic too");
    for (String output :
        List.of("job-status", "job-results", "job-stream", "endpoint-health", "commands")) {
      assertThat(errors(Map.of("runpod." + output + ".topic", "runpod.ledger")))
          .containsOnlyKeys("runpod.ledger.topic");
    }
  }

  private Map<String, List<String>> errors(Map<String, String> extra) {
    Map<String, String> props = new HashMap<>(PROPS);
    props.put("runpod.base.url", "http://127.0.0.1:1/v2/{endpoint}");
    props.putAll(extra);
    return connector.validate(props).configValues().stream()
        .filter(value -> !value.errorMessages().isEmpty())
        .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
  }

  @Test
  void takesWhatItWroteItself() {
    assertThat(alter(FIRST, snapshot())).isTrue();
  }

  @Test
  void letsOffsetsBeReset() {
    assertThat(connector.alterOffsets(PROPS, Collections.singletonMap(FIRST, null))).isTrue();
    assertThat(connector.alterOffsets(PROPS, Map.of())).isTrue();
  }

  @Test
  void refusesPartitionsThatAreNotOfItsLedgerAndNamesTheForm() {
    for (Map<String, ?> partition :
        List.<Map<String, ?>>of(
            Map.of("ledger", "another-0"),
            Map.of("ledger", "runpod.ledger"),
            Map.of("ledger", "runpod.ledger-x"),
            Map.of("ledger", "runpod.ledger-01"),
            Map.of("ledger", "runpod.ledger-1", "more", "x"),
            Map.of("ledger", 0),
            Map.of("topic", "runpod.ledger-0"),
            Map.of())) {
      assertThatThrownBy(() -> alter(partition, snapshot()))
          .as("%s", partition)
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("runpod.ledger-<partition>");
    }
  }

  @Test
  void refusesPartitionsTheLedgerDoesNotHave() {
    for (String partition : List.of("runpod.ledger-4", "runpod.ledger-99")) {
      assertThatThrownBy(() -> alter(Map.of("ledger", partition), snapshot()))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("no partition " + partition.substring(14))
          .hasMessageContaining("only 0 to 3");
    }
  }

  @Test
  void refusesTheOffsetOfAnotherLedger() {
    refuses("ledger", "another", "runpod.ledger.topic");
    refuses("partitions", 5L, "runpod.ledger.topic");
  }

  @Test
  void refusesAnOffsetBehindTheLedgersEnd() {
    assertThat(alter(Map.of("ledger", "runpod.ledger-2"), snapshot())).isTrue();
    assertThatThrownBy(() -> alter(Map.of("ledger", "runpod.ledger-3"), snapshot()))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("ends at offset 4")
        .hasMessageContaining("next=5");
  }

  @Test
  void deletesOffsetsThoughTheLedgerIsNotToBeHad() {
    RunpodSourceConnector alone =
        new RunpodSourceConnector(
            settings -> {
              throw new ConnectException("away");
            });

    assertThat(alone.alterOffsets(PROPS, Collections.singletonMap(FIRST, null))).isTrue();
    assertThatThrownBy(() -> alone.alterOffsets(PROPS, Map.of(FIRST, snapshot())))
        .hasMessageContaining("away");
  }

  @Test
  void refusesOffsetsThatAreNotSnapshotsAndNamesTheField() {
    refuses("next", "7", "next");
    refuses("next", -1L, "next=-1");
    refuses("low", 9L, "low=9");
    refuses("low", -1L, "low=-1");
    refuses("next", true, "next");
    refuses("done", 3L, "done");
    refuses("done", "nonsense!", "nonsense!");
    refuses("cursors", List.of(), "cursors");
    refuses("ledger", 1L, "ledger");
    refuses("partitions", "4", "partitions");
    refuses("partitions", 0L, "partitions=0");
    refuses("version", 99L, "version 99");
    refuses("epoch", null, "epoch");
    refuses("passedOver", 3L, "passedOver");
    refuses("passedOver", "x:!", "!");
  }

  @Test
  void refusesTheOffsetOfAnotherLedgerAndNamesTheWayOut() {
    Snapshot stored = new Snapshot(5, OpenJobs.NONE, "id", 4, 0);

    RunpodSourceTask.requireSameLedger(stored, new LedgerTopic("runpod.ledger", "id", 4));
    for (LedgerTopic other :
        List.of(
            new LedgerTopic("runpod.ledger", "created anew", 4),
            new LedgerTopic("runpod.ledger", "id", 5))) {
      assertThatThrownBy(() -> RunpodSourceTask.requireSameLedger(stored, other))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("runpod.ledger.topic")
          .hasMessageContaining("delete its offsets");
    }
  }

  private void refuses(String field, Object value, String named) {
    Map<String, Object> offset = new HashMap<>(snapshot());
    offset.put(field, value);
    assertThatThrownBy(() -> alter(FIRST, offset))
        .as("%s=%s", field, value)
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(named);
  }

  private boolean alter(Map<String, ?> partition, Map<String, ?> offset) {
    return connector.alterOffsets(PROPS, Map.of(partition, offset));
  }

  private static Map<String, Object> snapshot() {
    return new Snapshot(5, OpenJobs.NONE, "id", 4, 0).toMap();
  }
}
