package io.runpod.kafka.sandbox.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.simulator.JobTruth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The stream and the result of one job, and what really happened.
 *
 * @param records chunks and end marker, as published
 */
record ToldStream(JobTruth truth, List<StreamChunk> records, JobResult result) {
  private static final JsonMapper JSON = new JsonMapper();

  ToldStream {
    records = List.copyOf(records);
  }

  List<StreamChunk> chunks() {
    return records.subList(0, records.size() - 1);
  }

  StreamChunk end() {
    return records.get(records.size() - 1);
  }

  /** Numbers of the chunks before which others may be missing. */
  List<Long> gaps() {
    return chunks().stream()
        .filter(StreamChunk::getGapBefore)
        .map(StreamChunk::getSequence)
        .toList();
  }

  List<Integer> sizesHandedOut() {
    return truth.handedOut().stream().map(List::size).toList();
  }

  JsonNode output() {
    return json(result.getOutput());
  }

  /** So many chunks were yielded, and all of them are published without a gap. */
  void requireWhole(int chunks) {
    assertThat(truth.chunks()).hasSize(chunks);
    assertThat(result.getStatus()).isEqualTo("COMPLETED");
    assertThat(gaps()).isEmpty();
    requireAll(true);
  }

  /** Everything that was yielded is published, whatever is said of it. */
  void requireAll(boolean complete) {
    require(truth.chunks(), complete);
  }

  /** The stream is these chunks, numbered, with one end marker behind them that counts them. */
  void require(List<JsonNode> chunks, boolean complete) {
    assertThat(chunks()).extracting(chunk -> json(chunk.getOutput())).isEqualTo(chunks);
    assertThat(records)
        .extracting(StreamChunk::getSequence)
        .isEqualTo(LongStream.rangeClosed(0, chunks.size()).boxed().toList());
    assertThat(end().getEndOfStream()).isTrue();
    assertThat(end().getChunkCount()).isEqualTo(chunks.size());
    assertThat(end().getComplete()).isEqualTo(complete);
    assertThat(result.getChunkCount()).isEqualTo(chunks.size());
    assertThat(result.getObservedAt()).isAfterOrEqualTo(end().getObservedAt());
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + text, e);
    }
  }
}
