package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpod.kafka.simulator.JobState;
import java.util.List;

/**
 * The bodies the API shows of a job: keys in alphabetical order, absent where they do not apply.
 */
final class JobView {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JobView() {}

  /** {@code id} and {@code status} only: what {@code /run}, {@code /retry} and late calls get. */
  static ObjectNode brief(Job job) {
    return NODES.objectNode().put("id", job.id()).put("status", job.state().name());
  }

  /** The body of {@code /status}. */
  static ObjectNode status(Job job) {
    ObjectNode body = NODES.objectNode();
    boolean started = job.startedAt >= 0;
    if (started) {
      body.put("delayTime", job.delayTime());
    }
    job.error.ifPresent(error -> body.put("error", error));
    if (started && job.endedAt >= 0) {
      body.put("executionTime", job.executionTime());
    }
    body.put("id", job.id());
    job.output.ifPresent(output -> body.set("output", output));
    if (job.retries > 0) {
      body.put("retries", job.retries);
    }
    body.put("status", job.state().name());
    if (started && job.state() != JobState.CANCELLED) {
      job.workerId.ifPresent(worker -> body.put("workerId", worker));
    }
    return body;
  }

  /**
   * The body of a webhook: {@code input} and {@code webhook} are echoed, the worker is not told.
   */
  static ObjectNode webhook(Job job, String url) {
    ObjectNode status = status(job);
    ObjectNode body = NODES.objectNode();
    for (String key : List.of("delayTime", "error", "executionTime", "id")) {
      status.optional(key).ifPresent(value -> body.set(key, value));
    }
    body.set("input", job.submission().input());
    for (String key : List.of("output", "retries", "status")) {
      status.optional(key).ifPresent(value -> body.set(key, value));
    }
    return body.put("webhook", url);
  }

  /** What a {@code /runsync} that waited shows: everything at the end, id and status before. */
  static Answer briefUnlessEnded(Answer answer) {
    if (answer.code() != 200) {
      return answer;
    }
    JsonNode status = answer.body();
    if (JobState.valueOf(status.get("status").textValue()).isTerminal()) {
      return answer;
    }
    ObjectNode brief = NODES.objectNode();
    brief.set("id", status.get("id"));
    brief.set("status", status.get("status"));
    return Answer.ok(brief);
  }

  /** The body of {@code /purge-queue}; its "completed" is lower case. */
  static ObjectNode purged(int removed) {
    return NODES.objectNode().put("removed", removed).put("status", "completed");
  }

  /** The body of {@code /stream}; on demand the bare list that the documentation shows. */
  static JsonNode stream(Job job, List<JsonNode> chunks) {
    ArrayNode stream = NODES.arrayNode(chunks.size());
    for (JsonNode chunk : chunks) {
      ObjectNode one = stream.addObject();
      job.metrics.ifPresent(metrics -> one.set("metrics", metrics));
      one.set("output", chunk);
    }
    if (job.submission().input().path("simulate").path("bareStream").asBoolean()) {
      return stream;
    }
    ObjectNode body = NODES.objectNode().put("status", job.state().name());
    body.set("stream", stream);
    return body;
  }
}
