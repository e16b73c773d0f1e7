package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.ConnectRefused;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Settings that cannot work are refused, or fail the connector, and are named: nothing hangs. */
class WrongSettingsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Sandbox sandbox;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.builder().name("wrong-settings").start();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @Test
  void aLedgerThatCannotBeReachedFailsTheConnector() {
    Map<String, String> source = source("no-ledger");
    source.put("runpod.ledger.kafka.bootstrap.servers", "127.0.0.1:1");
    sandbox.connect().put("no-ledger", source);

    awaitReason("no-ledger", "runpod.ledger.kafka.bootstrap.servers");
  }

  @Test
  void aTopicThatCannotServeAsLedgerFailsTheConnector() throws Exception {
    sandbox.topics().create("compacted", 1, Map.of("cleanup.policy", "compact"));
    Map<String, String> source = source("wrong-ledger");
    source.put("runpod.ledger.topic", "compacted");
    sandbox.connect().put("wrong-ledger", source);

    awaitReason("wrong-ledger", "cleanup.policy=delete");
  }

  @Test
  void outputTopicsThatNobodyCreatesFailTheTasks() {
    Map<String, String> source = source("no-topics");
    source.put("runpod.ledger.topic", "no-topics-ledger");
    source.put("runpod.job-results.topic", "results.nobody.makes");
    source.keySet().removeIf(key -> key.startsWith("topic.creation."));
    sandbox.connect().put("no-topics", source);

    awaitReason("no-topics", "results.nobody.makes");
  }

  @Test
  void settingsThatWouldLoseResultsAreRefused() {
    Map<String, String> tolerant = source("tolerant");
    tolerant.put("errors.tolerance", "all");
    assertThatThrownBy(() -> sandbox.connect().put("tolerant", tolerant))
        .isInstanceOf(ConnectRefused.class)
        .hasMessageContaining("errors.tolerance");

    Map<String, String> careless = sandbox.connector("runpod-sink-json.json").config();
    Map<String, String> sink = new HashMap<>(careless);
    sink.remove("errors.deadletterqueue.topic.name");
    assertThatThrownBy(() -> sandbox.connect().put("careless", sink))
        .isInstanceOf(ConnectRefused.class)
        .hasMessageContaining("errors.deadletterqueue.topic.name");
  }

  private static Map<String, String> source(String name) {
    Map<String, String> config =
        new HashMap<>(sandbox.connector("runpod-source.json").named(name).config());
    config.put("tasks.max", "1");
    return config;
  }

  private static void awaitReason(String connector, String words) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(sandbox.connect().status(connector).failure())
                    .as(connector)
                    .contains(words));
  }
}
