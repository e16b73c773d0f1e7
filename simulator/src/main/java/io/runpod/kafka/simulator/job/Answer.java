package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** An answer of the API before it becomes bytes: HTTP code and JSON body. */
public record Answer(int code, JsonNode body) {

  /** 200, also for jobs that failed. */
  public static Answer ok(JsonNode body) {
    return new Answer(200, body);
  }

  /** 404 as recorded for missing, expired, purged and foreign jobs. */
  public static Answer jobNotFound() {
    return detail(404, "job not found");
  }

  /** {@code {"error": text}}, the form of validation errors. */
  public static Answer error(int code, String text) {
    return new Answer(code, JsonNodeFactory.instance.objectNode().put("error", text));
  }

  /** {@code {"detail": text}}, the form of "not found". */
  public static Answer detail(int code, String text) {
    return new Answer(code, JsonNodeFactory.instance.objectNode().put("detail", text));
  }
}
