package io.runpod.kafka.sandbox.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runpod.kafka.schema.StreamChunk;
import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;

/** The stream of one job as it was published: chunks, and one end marker behind them. */
record PublishedStream(List<StreamChunk> chunks, StreamChunk end) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Takes the records of a job apart, and requires what always holds: numbers, and one end. */
  static PublishedStream of(String job, List<StreamChunk> records) {
    assertThat(records)
        .as("stream numbers of %s", job)
        .extracting(StreamChunk::getSequence)
        .containsExactlyElementsOf(LongStream.range(0, records.size()).boxed().toList());
    List<StreamChunk> chunks = records.subList(0, records.size() - 1);
    StreamChunk end = records.get(records.size() - 1);
    assertThat(end.getEndOfStream()).as("%s has an end marker, and it is last", job).isTrue();
    assertThat(chunks).noneMatch(StreamChunk::getEndOfStream);
    assertThat(end.getChunkCount()).as("chunk count of %s", job).isEqualTo(chunks.size());
    return new PublishedStream(chunks, end);
  }

  List<JsonNode> outputs() {
    return chunks.stream().map(chunk -> json(chunk.getOutput())).toList();
  }

  boolean hasGap() {
    return chunks.stream().anyMatch(StreamChunk::getGapBefore);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }
}
