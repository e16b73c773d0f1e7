package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Endpoints;
import io.runpod.kafka.connect.job.EndpointId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;

/**
 * Settings that are checked against each other; each complaint goes to the setting it names. Owned
 * by the thread that validates.
 */
final class SettingChecks {
  private static final String TOPICS = "topics";
  private static final String TOPICS_REGEX = "topics.regex";

  private final Map<String, String> props;
  private final Map<String, ConfigValue> values;

  /**
   * @param values what {@code props} were parsed to
   */
  SettingChecks(Map<String, String> props, List<ConfigValue> values) {
    this.props = props;
    this.values = values.stream().collect(Collectors.toMap(ConfigValue::name, Function.identity()));
  }

  /** A setting as it was written. */
  String written(String key) {
    return props.getOrDefault(key, "");
  }

  /** A value without complaints so far; null otherwise. */
  Object valid(String key) {
    ConfigValue value = values.get(key);
    return value == null || !value.errorMessages().isEmpty() ? null : value.value();
  }

  /** All values by their keys. */
  Map<String, ConfigValue> values() {
    return values;
  }

  /** The endpoints the connector serves. */
  List<EndpointId> endpoints() {
    return Endpoints.ids(props);
  }

  void complain(String key, String message) {
    values.get(key).addErrorMessage(key + ": " + message);
  }

  /** Complains of a topic that the connector does not read. */
  void requireRead(String key, String topic) {
    if (!named(topic) && !matches(topic, true)) {
      complain(key, topic + " is none of the topics this connector reads: add it to " + TOPICS);
    }
  }

  /** True if the connector reads a topic. */
  boolean reads(String topic) {
    return named(topic) || matches(topic, false);
  }

  private boolean named(String topic) {
    return Arrays.stream(written(TOPICS).split(",", -1))
        .anyMatch(name -> name.strip().equals(topic));
  }

  /** A regex that is none is for Connect to complain about. */
  private boolean matches(String topic, boolean ifNone) {
    try {
      return Pattern.matches(written(TOPICS_REGEX), topic);
    } catch (PatternSyntaxException e) {
      return ifNone;
    }
  }
}
