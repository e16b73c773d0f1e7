package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What a worker reports at the end: an error makes the job FAILED, and an output may come along.
 */
public record Outcome(Optional<JsonNode> output, Optional<String> error) {

  /** The worker failed and sent nothing else. */
  static Outcome failure(String error) {
    return new Outcome(Optional.empty(), Optional.of(error));
  }

  /**
   * What the worker makes of a handler's return value: an {@code error} key moves out of the output
   * and fails the job, the other keys stay; an empty object is dropped.
   */
  static Outcome returned(JsonNode value) {
    if (value.path("error").isTextual()) {
      ObjectNode rest = value.<ObjectNode>deepCopy();
      String error = rest.remove("error").textValue();
      return new Outcome(unlessEmpty(rest), Optional.of(error));
    }
    return new Outcome(unlessEmpty(value), Optional.empty());
  }

  private static Optional<JsonNode> unlessEmpty(JsonNode value) {
    boolean dropped = value.isMissingNode() || (value.isObject() && value.isEmpty());
    return dropped ? Optional.empty() : Optional.of(value);
  }
}
