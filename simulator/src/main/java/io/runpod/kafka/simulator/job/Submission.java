package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * An accepted body of {@code /run} or {@code /runsync}. Other top-level keys are dropped, as the
 * platform does.
 *
 * @param s3Config where the worker may put outputs; scripted workers put none
 */
public record Submission(
    ObjectNode input, Policy policy, Optional<String> webhook, Optional<ObjectNode> s3Config) {

  public Submission(ObjectNode input, Policy policy, Optional<String> webhook) {
    this(input, policy, webhook, Optional.empty());
  }

  /** A submission without policy and webhook. */
  public static Submission of(ObjectNode input) {
    return new Submission(input, Policy.DEFAULT, Optional.empty());
  }

  /** The body, with what was in it. */
  ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("input", input);
    if (!policy.equals(Policy.DEFAULT)) {
      ObjectNode shown = body.putObject("policy");
      policy.executionTimeoutMs().ifPresent(ms -> shown.put("executionTimeout", ms));
      policy.ttlMs().ifPresent(ms -> shown.put("ttl", ms));
      shown.put("lowPriority", policy.lowPriority());
    }
    webhook.ifPresent(url -> body.put("webhook", url));
    s3Config.ifPresent(config -> body.set("s3Config", config));
    return body;
  }
}
