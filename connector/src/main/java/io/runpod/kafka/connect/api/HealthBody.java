package io.runpod.kafka.connect.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.connect.job.Health;
import java.io.IOException;

/** Reads the body of {@code /health}; counters that are missing count as 0. */
public final class HealthBody {
  private HealthBody() {}

  /**
   * The counters of a body.
   *
   * @throws UnreadableAnswer if it has neither jobs nor workers
   */
  public static Health parse(byte[] body) throws UnreadableAnswer {
    JsonNode tree;
    try {
      tree = Json.MAPPER.readTree(body);
    } catch (IOException notJson) {
      throw UnreadableAnswer.of("health counters as JSON", body);
    }
    JsonNode jobs = tree == null ? null : tree.get("jobs");
    JsonNode workers = tree == null ? null : tree.get("workers");
    if (jobs == null || workers == null) {
      throw UnreadableAnswer.of("health counters", body);
    }
    return new Health(
        jobs.path("completed").asLong(),
        jobs.path("failed").asLong(),
        jobs.path("inProgress").asLong(),
        jobs.path("inQueue").asLong(),
        jobs.path("retried").asLong(),
        workers.path("idle").asInt(),
        workers.path("initializing").asInt(),
        workers.path("ready").asInt(),
        workers.path("running").asInt(),
        workers.path("throttled").asInt(),
        workers.path("unhealthy").asInt());
  }
}
