package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.ledger.ClusterTopics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Makes sure the output topics are there or can be made. A source task that emits to a topic nobody
 * creates would hang for ever, with nothing but metadata warnings in the log.
 */
final class OutputTopics {
  private static final String TOPIC_CREATION = "topic.creation.default.replication.factor";

  private OutputTopics() {}

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
