package io.runpod.kafka.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.streams.state.AssemblyState;
import io.runpod.kafka.streams.state.BegunChunk;

/**
 * The chunk that was begun last: a large one comes in parts, and counts only when it is whole.
 * Pure: changes one {@link AssemblyState}, its sum of bytes included. Not thread-safe.
 */
final class BegunParts {
  /** Bytes of an output without chunks: its brackets. */
  static final int BRACKETS = 2;

  private static final int NULL_BYTES = 4;

  private final AssemblyState state;

  BegunParts(AssemblyState state) {
    this.state = state;
  }

  /** The number of this part, from 0; 0 also for a chunk in one piece. */
  static int number(StreamChunk chunk) {
    return chunk.getPart() == null ? 0 : chunk.getPart();
  }

  /** True if the chunk is whole with this part. */
  static boolean isLast(StreamChunk chunk) {
    return chunk.getPart() == null || chunk.getPart() == chunk.getParts() - 1;
  }

  /** How many parts of the chunk have been seen, if it is the one that was begun last. */
  int seenOf(StreamChunk chunk, int epoch) {
    BegunChunk begun = state.getBegun();
    return begun != null && begun.getEpoch() == epoch && begun.getSequence() == chunk.getSequence()
        ? begun.getParts()
        : 0;
  }

  /** Takes the next part; a first one begins a chunk, in the place of one that was not whole. */
  void add(StreamChunk chunk, int epoch) {
    boolean first = number(chunk) == 0;
    if (first) {
      drop();
      state.setBegun(new BegunChunk(epoch, chunk.getSequence(), 0, 0L));
    }
    int separator = first && state.getOutputBytes() > BRACKETS ? 1 : 0;
    int output = chunk.getOutput() == null ? NULL_BYTES : chunk.getOutput().getBytes(UTF_8).length;
    int bytes = separator + output;
    BegunChunk begun = state.getBegun();
    begun.setParts(begun.getParts() + 1);
    begun.setOutputBytes(begun.getOutputBytes() + bytes);
    state.setOutputBytes(state.getOutputBytes() + bytes);
  }

  /** The chunk is whole. */
  void end() {
    state.setBegun(null);
  }

  /** The chunk begun last will not become whole: it was not seen. */
  void drop() {
    if (state.getBegun() != null) {
      state.setOutputBytes(state.getOutputBytes() - state.getBegun().getOutputBytes());
      state.setBegun(null);
    }
  }
}
