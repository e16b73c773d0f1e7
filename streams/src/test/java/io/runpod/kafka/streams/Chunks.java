package io.runpod.kafka.streams;

import io.runpod.kafka.schema.JobError;
import io.runpod.kafka.schema.StreamChunk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Chunks as the source connector publishes them, for one job. */
record Chunks(String jobId, int attempt, long readerEpoch) {
  static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

  static Chunks ofJob(String jobId) {
    return new Chunks(jobId, 1, 1000);
  }

  Chunks attempt(int attempt) {
    return new Chunks(jobId, attempt, readerEpoch);
  }

  Chunks readBy(long readerEpoch) {
    return new Chunks(jobId, attempt, readerEpoch);
  }

  StreamChunk chunk(long sequence, String output) {
    return common(sequence).setOutput(output).build();
  }

  /** A chunk in parts, as the source connector cuts one that is too large. */
  List<StreamChunk> parts(long sequence, String... pieces) {
    List<StreamChunk> parts = new ArrayList<>();
    for (int part = 0; part < pieces.length; part++) {
      parts.add(
          common(sequence).setOutput(pieces[part]).setPart(part).setParts(pieces.length).build());
    }
    return parts;
  }

  StreamChunk afterGap(long sequence, String output) {
    return common(sequence).setOutput(output).setGapBefore(true).build();
  }

  StreamChunk tooLarge(long sequence) {
    JobError error =
        JobError.newBuilder().setKind("OUTPUT_TOO_LARGE").setMessage("1000000 bytes").build();
    return common(sequence).setError(error).build();
  }

  StreamChunk end(long sequence, long chunkCount, boolean complete) {
    return common(sequence)
        .setEndOfStream(true)
        .setChunkCount(chunkCount)
        .setComplete(complete)
        .build();
  }

  /** The marker of a job whose chunks all came in this attempt. */
  StreamChunk end(long chunkCount) {
    return end(chunkCount, chunkCount, true);
  }

  private StreamChunk.Builder common(long sequence) {
    return StreamChunk.newBuilder()
        .setJobId(jobId)
        .setEndpointId("ep1")
        .setSequence(sequence)
        .setAttempt(attempt)
        .setGapBefore(false)
        .setReaderEpoch(readerEpoch)
        .setObservedAt(START.plusMillis(sequence))
        .setEndOfStream(false);
  }
}
