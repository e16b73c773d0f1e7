package io.runpod.kafka.connect.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.connect.job.JobId;
import java.io.IOException;

/** Reads the body of an accepted {@code /run}. */
public final class RunBody {
  private RunBody() {}

  /**
   * The ID of the job a body announces.
   *
   * @throws UnreadableAnswer if no job ID is in it
   */
  public static JobId parse(byte[] body) throws UnreadableAnswer {
    try {
      JsonNode tree = Json.MAPPER.readTree(body);
      JsonNode id = tree == null ? null : tree.get("id");
      if (id != null && id.isTextual() && !id.textValue().isBlank()) {
        return new JobId(id.textValue());
      }
    } catch (IOException notJson) {
      // told below
    }
    throw UnreadableAnswer.of("a job ID", body);
  }
}
