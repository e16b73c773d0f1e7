package io.runpod.kafka.connect.api;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.runpod.kafka.connect.job.JobError;
import io.runpod.kafka.connect.job.JobError.Detail;
import io.runpod.kafka.connect.job.JobError.Kind;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a job's {@code error}. A handler's exception arrives as a JSON document inside a string; a
 * job that RunPod itself gave up says "job timed out after 1 retries".
 */
final class ErrorBody {
  private static final ObjectReader WHOLE =
      Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Pattern PLATFORM = Pattern.compile("job timed out after \\d+ retries");

  private ErrorBody() {}

  static Optional<JobError> of(Optional<String> raw) throws IOException {
    if (raw.isEmpty()) {
      return Optional.empty();
    }
    JsonNode value = Json.MAPPER.readTree(raw.get());
    return Optional.of(value.isTextual() ? text(value.textValue()) : document(value, raw.get()));
  }

  private static JobError text(String text) {
    if (PLATFORM.matcher(text.strip()).matches()) {
      return new JobError(Kind.INFRASTRUCTURE, text);
    }
    if (text.startsWith("{")) {
      try {
        return document(WHOLE.readTree(text), text);
      } catch (IOException notJson) {
        // a message that happens to begin with a brace
      }
    }
    return new JobError(Kind.HANDLER, text);
  }

  /**
   * @param written the document's own text
   */
  private static JobError document(JsonNode document, String written) {
    Map<Detail, String> details = new EnumMap<>(Detail.class);
    take(document, "error_type", Detail.TYPE, details);
    take(document, "error_traceback", Detail.TRACEBACK, details);
    take(document, "hostname", Detail.HOSTNAME, details);
    take(document, "worker_id", Detail.WORKER_ID, details);
    take(document, "runpod_version", Detail.RUNPOD_VERSION, details);
    JsonNode message = document.get("error_message");
    return new JobError(Kind.HANDLER, message == null ? written : message.asText(), details);
  }

  private static void take(
      JsonNode document, String key, Detail detail, Map<Detail, String> details) {
    JsonNode value = document.get(key);
    if (value != null && !value.isNull()) {
      details.put(detail, value.asText());
    }
  }
}
