package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.ledger.ClusterTopics;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Makes sure the output topics are there or can be made. A source task that emits to a topic nobody
 * creates would hang for ever, with nothing but metadata warnings in the log.
 */
final class OutputTopics {
  private static final List<String> OUTPUTS =
      List.of(
          SourceSettings.STATUS_TOPIC,
          SourceSettings.RESULTS_TOPIC,
          SourceSettings.STREAM_TOPIC,
          SourceSettings.HEALTH_TOPIC,
          CareSettings.COMMANDS_TOPIC);
  private static final String TOPIC_CREATION = "topic.creation.default.replication.factor";

  private OutputTopics() {}

  /**
   * Complains where the ledger, or the topic whose records are executed as commands, is used for
   * something else too. Outputs may share a topic.
   */
  static void checkNames(List<ConfigValue> values) {
    Map<String, ConfigValue> byKey =
        values.stream().collect(Collectors.toMap(ConfigValue::name, Function.identity()));
    for (String own : List.of(LedgerSettings.TOPIC, CareSettings.COMMANDS_TOPIC)) {
      for (String key : OUTPUTS) {
        Object name = byKey.get(own).value();
        if (!own.equals(key) && name != null && name.equals(byKey.get(key).value())) {
          byKey
              .get(own)
              .addErrorMessage(own + ": " + name + " is the topic of " + key + " too: rename one");
        }
      }
    }
  }

  /**
   * @throws ConnectException naming the setting and the topic that is missing
   */
  static void check(SourceSettings settings, Map<String, String> props) {
    check(settings, props, settings.topics().always());
  }

  /** The same for the commands topic, which only jobs with terms of their own need. */
  static void checkCommands(SourceSettings settings, Map<String, String> props) {
    check(settings, props, List.of(settings.topics().commands()));
  }

  private static void check(
      SourceSettings settings, Map<String, String> props, List<String> topics) {
    if (props.containsKey(TOPIC_CREATION)) {
      return;
    }
    List<String> missing = ClusterTopics.missing(settings.ledger(), topics);
    if (!missing.isEmpty()) {
      throw new ConnectException(
          "output topics are missing: "
              + String.join(", ", missing)
              + ". Create them, or let Connect do it: set "
              + TOPIC_CREATION
              + " and topic.creation.default.partitions in the source connector");
    }
  }
}
