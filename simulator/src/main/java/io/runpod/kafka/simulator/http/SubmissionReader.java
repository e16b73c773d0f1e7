package io.runpod.kafka.simulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpod.kafka.simulator.job.Json;
import io.runpod.kafka.simulator.job.Policy;
import io.runpod.kafka.simulator.job.Submission;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the body of {@code /run} and {@code /runsync}. The smallest policy values are RunPod's;
 * there is no largest, as none was found in the service.
 */
final class SubmissionReader {

  private static final long LEAST_EXECUTION_TIMEOUT_MS = 5_000;
  private static final long LEAST_TTL_MS = 10_000;

  private SubmissionReader() {}

  static Submission read(byte[] body) throws RefusedException {
    JsonNode document;
    try {
      document = Json.read(body);
    } catch (IOException e) {
      throw RefusedException.invalid("json is invalid");
    }
    if (!document.isObject()) {
      throw RefusedException.invalid("json is invalid; must be an object");
    }
    JsonNode input = document.path("input");
    if (input.isMissingNode() || input.isNull()) {
      throw RefusedException.invalid("input is required");
    }
    if (!input.isObject()) {
      throw RefusedException.invalid("input is invalid; must be an object");
    }
    return new Submission(
        (ObjectNode) input, policy(document), webhook(document), s3Config(document));
  }

  private static Optional<ObjectNode> s3Config(JsonNode document) throws RefusedException {
    JsonNode config = document.path("s3Config");
    if (config.isMissingNode() || config.isNull()) {
      return Optional.empty();
    }
    if (!config.isObject()) {
      throw RefusedException.invalid("s3Config is invalid; must be an object");
    }
    return Optional.of((ObjectNode) config);
  }

  private static Policy policy(JsonNode document) throws RefusedException {
    JsonNode policy = document.path("policy");
    if (policy.isMissingNode() || policy.isNull()) {
      return Policy.DEFAULT;
    }
    if (!policy.isObject()) {
      throw RefusedException.invalid("policy is invalid; must be an object");
    }
    JsonNode low = policy.path("lowPriority");
    if (!low.isMissingNode() && !low.isNull() && !low.isBoolean()) {
      throw RefusedException.invalid("lowPriority is invalid; must be true or false");
    }
    return new Policy(
        atLeast(policy, "executionTimeout", LEAST_EXECUTION_TIMEOUT_MS),
        atLeast(policy, "ttl", LEAST_TTL_MS),
        low.asBoolean());
  }

  private static OptionalLong atLeast(JsonNode policy, String key, long least)
      throws RefusedException {
    JsonNode value = policy.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalLong.empty();
    }
    if (!value.canConvertToExactIntegral() || !value.canConvertToLong() || value.asLong() < least) {
      throw RefusedException.invalid(key + " is invalid; must be at least " + least);
    }
    return OptionalLong.of(value.asLong());
  }

  private static Optional<String> webhook(JsonNode document) throws RefusedException {
    JsonNode webhook = document.path("webhook");
    if (webhook.isMissingNode() || webhook.isNull() || webhook.asText().isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(webhook.asText());
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return Optional.of(webhook.asText());
      }
    } catch (URISyntaxException e) {
      // answered like any other text that is no address
    }
    throw RefusedException.invalid("webhook is invalid; must be an http or https url");
  }
}
