package io.runpod.kafka.connect.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobError;
import io.runpod.kafka.connect.job.JobStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Reads the bodies of {@code /status}, {@code /status-sync} and {@code /stream}. Outputs stay the
 * text RunPod sent: parsing and writing them again could change numbers and double keys.
 */
public final class JobBody {
  private final byte[] body;
  private Optional<String> status = Optional.empty();
  private OptionalLong delayTime = OptionalLong.empty();
  private OptionalLong executionTime = OptionalLong.empty();
  private Optional<String> workerId = Optional.empty();
  private OptionalInt retries = OptionalInt.empty();
  private Optional<String> output = Optional.empty();
  private Optional<JobError> error = Optional.empty();
  private List<JobAnswer.Chunk> chunks = List.of();

  private JobBody(byte[] body) {
    this.body = body;
  }

  /**
   * What a body says of a job.
   *
   * @throws UnreadableAnswer if the body is not JSON or names no status
   */
  public static JobAnswer parse(byte[] body) throws UnreadableAnswer {
    if (body.length > 1 && (body[0] == 0 || body[1] == 0)) {
      // the parser would read UTF-16 too, but its places are not those of our bytes
      throw UnreadableAnswer.of("a job's status in UTF-8", body);
    }
    try (JsonParser parser = Json.MAPPER.createParser(body)) {
      return new JobBody(body).read(parser);
    } catch (IOException notJson) {
      throw UnreadableAnswer.of("a job's status as JSON", body);
    }
  }

  private JobAnswer read(JsonParser parser) throws IOException, UnreadableAnswer {
    JsonToken first = parser.nextToken();
    if (first == JsonToken.START_ARRAY) {
      // the documented form of /stream: the bare list. It has no status, so the job still runs.
      chunks = chunks(parser);
      status = Optional.of(JobStatus.IN_PROGRESS.word());
    } else if (first == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        field(parser.currentName(), parser);
      }
      if (parser.currentToken() != JsonToken.END_OBJECT) {
        throw UnreadableAnswer.of("a whole JSON object", body);
      }
    }
    if (status.isEmpty()) {
      throw UnreadableAnswer.of("a job's status", body);
    }
    return new JobAnswer(
        JobStatus.of(status.get()),
        delayTime,
        executionTime,
        workerId,
        retries,
        output,
        error,
        chunks,
        body.length);
  }

  private void field(String name, JsonParser parser) throws IOException {
    JsonToken value = parser.nextToken();
    switch (name) {
      case "status" -> status = text(parser, value);
      case "delayTime" -> delayTime = number(parser, value);
      case "executionTime" -> executionTime = number(parser, value);
      case "workerId" -> workerId = text(parser, value);
      case "retries" -> {
        OptionalLong count = number(parser, value);
        retries = count.isPresent() ? OptionalInt.of((int) count.getAsLong()) : retries;
      }
      case "output" -> output = raw(parser, value);
      case "error" -> error = ErrorBody.of(raw(parser, value));
      case "stream" -> {
        if (value == JsonToken.START_ARRAY) {
          chunks = chunks(parser);
        } else {
          parser.skipChildren();
        }
      }
      default -> parser.skipChildren();
    }
  }

  private List<JobAnswer.Chunk> chunks(JsonParser parser) throws IOException {
    List<JobAnswer.Chunk> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Optional<String> chunkOutput = Optional.empty();
      Optional<String> metrics = Optional.empty();
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          JsonToken value = parser.nextToken();
          switch (name) {
            case "output" -> chunkOutput = raw(parser, value);
            case "metrics" -> metrics = raw(parser, value);
            default -> parser.skipChildren();
          }
        }
      } else {
        chunkOutput = raw(parser, parser.currentToken());
      }
      list.add(
          new JobAnswer.Chunk(
              chunkOutput,
              metrics,
              chunkOutput
                  .map(text -> (long) text.getBytes(StandardCharsets.UTF_8).length)
                  .orElse(0L)));
    }
    return list;
  }

  private static Optional<String> text(JsonParser parser, JsonToken value) throws IOException {
    if (value != null && value.isScalarValue()) {
      return Optional.ofNullable(parser.getValueAsString());
    }
    parser.skipChildren();
    return Optional.empty();
  }

  private static OptionalLong number(JsonParser parser, JsonToken value) throws IOException {
    if (value != null && value.isNumeric()) {
      return OptionalLong.of(parser.getValueAsLong());
    }
    parser.skipChildren();
    return OptionalLong.empty();
  }

  /** The value's own text; nothing for {@code null}. */
  private Optional<String> raw(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return Optional.empty();
    }
    int start = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    int end = (int) parser.currentLocation().getByteOffset();
    return Optional.of(new String(body, start, end - start, StandardCharsets.UTF_8));
  }
}
