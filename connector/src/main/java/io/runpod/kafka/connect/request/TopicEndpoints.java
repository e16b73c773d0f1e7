package io.runpod.kafka.connect.request;

import io.runpod.kafka.connect.job.EndpointId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/** The setting that gives topics their endpoints: {@code topic:endpoint} each. */
public final class TopicEndpoints {
  static final Validator VALIDATOR =
      LambdaValidator.with((name, value) -> parse(name, (List<?>) value), () -> "topic:endpoint,…");

  private TopicEndpoints() {}

  /**
   * Reads the setting.
   *
   * @throws ConfigException if an entry has another form, or a topic two endpoints
   */
  public static Map<String, EndpointId> parse(String name, List<?> entries) {
    Map<String, EndpointId> endpoints = new LinkedHashMap<>();
    for (Object entry : entries) {
      String[] parts = entry.toString().split(":", -1);
      if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
        throw new ConfigException(name, entry, "write topic:endpoint");
      }
      if (endpoints.put(parts[0].strip(), new EndpointId(parts[1].strip())) != null) {
        throw new ConfigException(name, entry, "topic " + parts[0].strip() + " is there twice");
      }
    }
    return endpoints;
  }
}
