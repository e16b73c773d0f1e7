package io.runpod.kafka.connect.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.runpod.kafka.connect.job.JobStatus;
import java.io.IOException;
import java.util.Optional;

/** What the beginning of a body tells of a job whose answer was too large to read. */
final class CutBody {
  private CutBody() {}

  /**
   * The job's status, if the body names it before it was cut off. In all recorded answers the
   * fields are sorted: it mostly stands behind the output; but an error stands before it, and means
   * {@code FAILED}.
   */
  static Optional<JobStatus> status(byte[] start) {
    boolean failed = false;
    try (JsonParser parser = Json.MAPPER.createParser(start)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          // a long text is read only when it is asked for: that it begins is known even if cut
          JsonToken value = parser.nextToken();
          if (name.equals("status") && value == JsonToken.VALUE_STRING) {
            return Optional.of(JobStatus.of(parser.getText()));
          }
          failed |= name.equals("error") && value != JsonToken.VALUE_NULL;
          parser.skipChildren();
          parser.finishToken();
        }
      }
    } catch (IOException cutOff) {
      // what was read before counts
    }
    return failed ? Optional.of(JobStatus.FAILED) : Optional.empty();
  }
}
