package io.runpod.kafka.connect.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.runpod.kafka.connect.job.JobId;
import java.io.IOException;

/** Finds the job's ID in what RunPod answers to an accepted submit. */
public final class RunBody {
  private RunBody() {}

  /**
   * The ID of the job a body announces. The body may end in the middle: an ID that is there whole
   * is better than a job in doubt.
   *
   * @throws UnreadableAnswer if no job ID is in it
   */
  public static JobId parse(byte[] body) throws UnreadableAnswer {
    try (JsonParser parser = Json.MAPPER.createParser(body)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          boolean id = parser.currentName().equals("id");
          if (parser.nextToken() == JsonToken.VALUE_STRING && id && !parser.getText().isBlank()) {
            return new JobId(parser.getText());
          }
          parser.skipChildren();
        }
      }
    } catch (IOException notJson) {
      // told below
    }
    throw UnreadableAnswer.of("a job ID", body);
  }
}
