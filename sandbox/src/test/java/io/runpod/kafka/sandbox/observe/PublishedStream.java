package io.runpod.kafka.sandbox.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runpod.kafka.schema.StreamChunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The stream of one attempt as it was published.
 *
 * @param records chunks and end markers, in the order of the topic
 */
record PublishedStream(String job, int attempt, List<Seen<StreamChunk>> records) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOO_LARGE = "OUTPUT_TOO_LARGE";

  /** All streams of all jobs. */
  static List<PublishedStream> all(Outputs outputs) {
    List<PublishedStream> streams = new ArrayList<>();
    for (String job : outputs.jobs()) {
      Map<Integer, List<Seen<StreamChunk>>> attempts = new LinkedHashMap<>();
      outputs
          .chunks(job)
          .forEach(
              seen ->
                  attempts
                      .computeIfAbsent(seen.value().getAttempt(), first -> new ArrayList<>())
                      .add(seen));
      attempts.forEach((attempt, all) -> streams.add(new PublishedStream(job, attempt, all)));
    }
    return streams;
  }

  List<StreamChunk> chunks() {
    return records.stream().map(Seen::value).filter(record -> !record.getEndOfStream()).toList();
  }

  List<StreamChunk> ends() {
    return records.stream().map(Seen::value).filter(StreamChunk::getEndOfStream).toList();
  }

  boolean isSaidToBeComplete() {
    return ends().stream().anyMatch(StreamChunk::getComplete);
  }

  /** What the attempt's workers really produced. */
  List<JsonNode> generated(Truth truth) {
    return truth.attempts(job).stream()
        .filter(one -> one.number() == attempt)
        .findFirst()
        .map(TrueAttempt::chunks)
        .orElse(List.of());
  }

  /** True if that is the chunk a worker generated, as far as it was published. */
  static boolean isOf(StreamChunk chunk, JsonNode generated) {
    if (chunk.getError() != null && TOO_LARGE.equals(chunk.getError().getKind())) {
      return chunk.getOutput() == null;
    }
    return chunk.getOutput() != null && json(chunk.getOutput()).equals(generated);
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }
}
