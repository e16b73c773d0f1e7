package io.runpod.kafka.streams;

import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.streams.state.AssemblyState;

/**
 * What an attempt's chunks say beside their outputs: when they came, how many were repeats, too
 * large or behind a gap, and how often the job was dispatched again. Pure: changes one {@link
 * AssemblyState}. Not thread-safe.
 */
final class ChunkNotes {
  private final AssemblyState state;

  ChunkNotes(AssemblyState state) {
    this.state = state;
  }

  /** A chunk is new, or a part of one. */
  void seen(StreamChunk chunk) {
    if (chunk.getGapBefore()) {
      state.setGapCount(state.getGapCount() + 1);
    }
    if (chunk.getOutput() == null) {
      state.setOversizeCount(state.getOversizeCount() + 1);
    }
    last(chunk);
  }

  /** A chunk was seen before; one in parts counts once. */
  void repeated(StreamChunk chunk) {
    if (BegunParts.isLast(chunk)) {
      state.setDuplicateCount(state.getDuplicateCount() + 1);
    }
  }

  /** The end marker came, or another chunk that is new. */
  void last(StreamChunk chunk) {
    state.setLastObservedAt(chunk.getObservedAt().toEpochMilli());
    if (chunk.getRetries() != null) {
      int known = state.getRetries() == null ? 0 : state.getRetries();
      state.setRetries(Math.max(known, chunk.getRetries()));
    }
  }
}
