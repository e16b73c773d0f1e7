package io.runpod.kafka.connect.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.runpod.kafka.connect.job.JobId;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds out which job a webhook's body is about: its top-level {@code id}. Nothing else in it is
 * looked at, nothing is kept, and reading ends where the ID was found; RunPod writes it before
 * input and output.
 */
final class JobIdInBody {
  /** What RunPod's IDs are made of; anything else would only burden the ledger. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // names of fields are the sender's choice: none is remembered
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(1_000).build())
          .build();

  private JobIdInBody() {}

  /**
   * @return nothing if the body is no JSON object with an ID in it
   * @throws IOException if the body cannot be read
   */
  static Optional<JobId> find(InputStream body) throws IOException {
    try (JsonParser json = JSON.createParser(body)) {
      json.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean id = "id".equals(json.currentName());
        JsonToken value = json.nextToken();
        if (id) {
          return value == JsonToken.VALUE_STRING ? jobId(json.getText()) : Optional.empty();
        }
        json.skipChildren();
      }
      return Optional.empty();
    } catch (JsonProcessingException | CharConversionException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<JobId> jobId(String text) {
    return ID.matcher(text).matches() ? Optional.of(new JobId(text)) : Optional.empty();
  }
}
