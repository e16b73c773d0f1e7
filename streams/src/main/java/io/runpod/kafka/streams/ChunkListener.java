package io.runpod.kafka.streams;

import io.runpod.kafka.schema.AssembledStream;
import io.runpod.kafka.schema.StreamChunk;

/**
 * Hears of chunks as the application takes them in: what a live view of tokens is made of.
 *
 * <p>Called on a stream thread, so it must return quickly; one listener is called by all stream
 * threads. The chunks of one job come in their order, each once. After a crash or an aborted
 * transaction the last ones may be heard again: a view is not a record, the topic is. What it
 * throws is logged and goes no further.
 */
@FunctionalInterface
public interface ChunkListener {
  /** Hears nothing. */
  ChunkListener NONE = chunk -> {};

  /**
   * A chunk that was not seen before; never the end marker. {@link ChunkText} has its text. One
   * that is too large for one record is heard part by part.
   */
  void onChunk(StreamChunk chunk);

  /** The whole stream of an attempt, just before it goes to the output topic. */
  default void onAssembled(AssembledStream stream) {}
}
