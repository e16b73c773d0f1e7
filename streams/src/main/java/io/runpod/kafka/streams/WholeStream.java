package io.runpod.kafka.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.joining;

import io.runpod.kafka.schema.AssembledStream;
import io.runpod.kafka.schema.JobError;
import io.runpod.kafka.schema.SequenceRange;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.streams.state.AssemblyState;
import io.runpod.kafka.streams.state.KeptChunk;
import io.runpod.kafka.streams.state.ReaderEpoch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Writes the record of one attempt from its state and its kept chunks, and judges whether it is
 * complete. Pure.
 *
 * <p>Complete takes two witnesses: the end marker says that nothing was lost before the topic, and
 * every number it counts was seen here. A gap a chunk reports stands against it unless the marker
 * knows better; a chunk too large always does.
 */
final class WholeStream {
  private static final Comparator<KeptChunk> ORDER =
      comparingInt(KeptChunk::getEpoch)
          .thenComparingLong(KeptChunk::getSequence)
          .thenComparingInt(KeptChunk::getPart);

  private final String jobId;
  private final AssemblyState state;
  private final List<KeptChunk> chunks;
  private final AssemblyLimits limits;
  private final SequenceRuns seen = SequenceRuns.empty();
  private final long chunkCount;

  WholeStream(String jobId, AssemblyState state, List<KeptChunk> chunks, AssemblyLimits limits) {
    this.jobId = jobId;
    this.state = state;
    this.limits = limits;
    this.chunks = whole(chunks, state);
    long count = 0;
    for (ReaderEpoch epoch : state.getEpochs()) {
      SequenceRuns runs = new SequenceRuns(epoch.getRuns());
      count += runs.size();
      seen.addAll(runs);
    }
    this.chunkCount = count;
  }

  /** The chunks that were seen whole, in their order, their parts joined. */
  private static List<KeptChunk> whole(List<KeptChunk> kept, AssemblyState state) {
    TreeSet<KeptChunk> parts = new TreeSet<>(ORDER);
    for (KeptChunk chunk : kept) {
      SequenceRuns seen = new SequenceRuns(state.getEpochs().get(chunk.getEpoch()).getRuns());
      if (seen.contains(chunk.getSequence())) {
        parts.add(chunk);
      }
    }
    List<KeptChunk> whole = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (KeptChunk part : parts) {
      KeptChunk next = parts.higher(part);
      boolean goesOn = next != null && next.getPart() > 0;
      if (part.getPart() == 0 && !goesOn) {
        whole.add(part);
        continue;
      }
      text.append(part.getOutput());
      if (!goesOn) {
        whole.add(new KeptChunk(part.getEpoch(), part.getSequence(), text.toString(), 0));
        text.setLength(0);
      }
    }
    return whole;
  }

  AssembledStream ended(StreamChunk marker) {
    Long expected = marker.getChunkCount();
    long end = marker.getSequence();
    // an attempt after a retry may number on from the one before: the count says where it began
    List<SequenceRange> missing =
        expected == null ? List.of() : seen.missingFrom(end - expected, end);
    boolean allSeen = expected != null && missing.isEmpty() && chunkCount == expected;
    boolean nothingLost = Boolean.TRUE.equals(marker.getComplete());
    return record()
        .setExpectedCount(expected)
        .setMissing(missing)
        .setComplete(
            nothingLost && allSeen && state.getOversizeCount() == 0 && !state.getOverLimit())
        .build();
  }

  AssembledStream abandoned(AssemblyLimits limits) {
    return incomplete(
        "STREAM_ABANDONED",
        "no chunk and no end marker came for " + limits.abandonedAfter().toMillis() + " ms");
  }

  AssembledStream superseded(StreamChunk later) {
    return incomplete(
        "STREAM_SUPERSEDED",
        "attempt " + later.getAttempt() + " began before the end marker of this one came");
  }

  private AssembledStream incomplete(String kind, String message) {
    AssembledStream.Builder record = record().setMissing(seen.gaps());
    if (record.getError() == null) {
      record.setError(error(kind, message));
    }
    return record.build();
  }

  private AssembledStream.Builder record() {
    boolean tooLarge = state.getOverLimit();
    return AssembledStream.newBuilder()
        .setJobId(jobId)
        .setEndpointId(state.getEndpointId())
        .setAttempt(state.getAttempt())
        .setOutput(tooLarge ? null : array())
        .setText(tooLarge ? null : text().orElse(null))
        .setChunkCount(chunkCount)
        .setComplete(false)
        .setMissing(List.of())
        .setDuplicateCount(state.getDuplicateCount())
        .setGapCount(state.getGapCount())
        .setOversizeCount(state.getOversizeCount())
        .setOutputBytes(state.getOutputBytes())
        .setRetries(state.getRetries())
        .setError(tooLarge ? error("OUTPUT_TOO_LARGE", tooLargeMessage()) : null)
        .setFirstObservedAt(Instant.ofEpochMilli(state.getFirstObservedAt()))
        .setObservedAt(Instant.ofEpochMilli(state.getLastObservedAt()));
  }

  private String array() {
    return chunks.stream()
        .map(chunk -> chunk.getOutput() == null ? "null" : chunk.getOutput())
        .collect(joining(",", "[", "]"));
  }

  /** Every chunk's text, if all have one and output and text together stay within the bound. */
  private Optional<String> text() {
    StringBuilder joined = new StringBuilder();
    for (KeptChunk chunk : chunks) {
      Optional<String> text = ChunkText.of(chunk.getOutput());
      if (text.isEmpty()) {
        return Optional.empty();
      }
      joined.append(text.get());
    }
    String text = joined.toString();
    boolean fits = state.getOutputBytes() + text.getBytes(UTF_8).length <= limits.maxBytes();
    return chunks.isEmpty() || !fits ? Optional.empty() : Optional.of(text);
  }

  private String tooLargeMessage() {
    return String.format(
        "%d chunks with %d bytes, allowed are %s=%d and %s=%d",
        chunkCount,
        state.getOutputBytes(),
        AssemblyConfig.MAX_CHUNKS,
        limits.maxChunks(),
        AssemblyConfig.MAX_BYTES,
        limits.maxBytes());
  }

  private static JobError error(String kind, String message) {
    return JobError.newBuilder().setKind(kind).setMessage(message).build();
  }
}
