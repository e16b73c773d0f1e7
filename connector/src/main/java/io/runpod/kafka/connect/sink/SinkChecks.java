package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Endpoints;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;

/** Checks of settings against each other; each complaint goes to the setting it names. */
final class SinkChecks {
  private static final String TOLERANCE = "errors.tolerance";
  private static final String DLQ_TOPIC = "errors.deadletterqueue.topic.name";
  private static final String TOPICS = "topics";
  private static final String TOPICS_REGEX = "topics.regex";

  private final Map<String, String> props;
  private final Map<String, ConfigValue> values;

  private SinkChecks(Map<String, String> props, List<ConfigValue> values) {
    this.props = props;
    this.values = values.stream().collect(Collectors.toMap(ConfigValue::name, Function.identity()));
  }

  /** Adds complaints to {@code values}, which are what {@code props} were parsed to. */
  static void check(Map<String, String> props, List<ConfigValue> values) {
    SinkChecks checks = new SinkChecks(props, values);
    checks.together();
    Endpoints.check(
        SinkConfig.DEF,
        props,
        checks.values,
        SinkConfig::perEndpoint,
        (own, parsed) -> new SinkChecks(own, parsed).together());
  }

  private void together() {
    rejectsHaveSomewhereToGo();
    ledgerOutlivesJobs();
    backoffGrows();
    commandTopicsAreRead();
  }

  private void rejectsHaveSomewhereToGo() {
    boolean deadLetters =
        "all".equals(props.get(TOLERANCE)) && !props.getOrDefault(DLQ_TOPIC, "").isBlank();
    if (deadLetters) {
      return;
    }
    String way = "set " + TOLERANCE + "=all and " + DLQ_TOPIC;
    if ("dlq".equals(valid(SinkConfig.ON_REJECT))) {
      complain(
          SinkConfig.ON_REJECT,
          "a dead-letter queue is needed for records that cannot become jobs: "
              + way
              + ", or "
              + SinkConfig.ON_REJECT
              + "=fail");
    } else if ("park".equals(valid(SinkConfig.IN_DOUBT))) {
      complain(
          SinkConfig.IN_DOUBT,
          "park sends records that are in doubt to the dead-letter queue: " + way);
    }
  }

  private void ledgerOutlivesJobs() {
    Object ttl = valid(SinkConfig.TTL_MS);
    Object retention = valid(LedgerSettings.RETENTION_MS);
    if (ttl instanceof Long job && retention instanceof Long ledger && job > ledger) {
      complain(
          SinkConfig.TTL_MS,
          "a job may live longer than the ledger remembers it: at most "
              + LedgerSettings.RETENTION_MS
              + "="
              + ledger);
    }
  }

  private void backoffGrows() {
    Object first = valid(SinkConfig.BACKOFF_MS);
    Object longest = valid(SinkConfig.BACKOFF_MAX_MS);
    if (first instanceof Long least && longest instanceof Long most && least > most) {
      complain(SinkConfig.BACKOFF_MAX_MS, "is below " + SinkConfig.BACKOFF_MS + "=" + least);
    }
  }

  private void commandTopicsAreRead() {
    if (!(valid(SinkConfig.COMMAND_TOPICS) instanceof List<?> commandTopics)) {
      return;
    }
    String regex = props.getOrDefault(TOPICS_REGEX, "");
    Set<String> topics =
        Arrays.stream(props.getOrDefault(TOPICS, "").split(",", -1))
            .map(String::strip)
            .collect(Collectors.toSet());
    for (Object topic : commandTopics) {
      if (!topics.contains(topic) && !matches(regex, (String) topic)) {
        complain(
            SinkConfig.COMMAND_TOPICS,
            topic + " is none of the topics this connector reads: add it to " + TOPICS);
      }
    }
  }

  /** A regex that is none is for Connect to complain about. */
  private static boolean matches(String regex, String topic) {
    try {
      return Pattern.matches(regex, topic);
    } catch (PatternSyntaxException e) {
      return true;
    }
  }

  /** A value without complaints so far; null otherwise. */
  private Object valid(String key) {
    ConfigValue value = values.get(key);
    return value == null || !value.errorMessages().isEmpty() ? null : value.value();
  }

  private void complain(String key, String message) {
    values.get(key).addErrorMessage(key + ": " + message);
  }
}
