package io.runpod.kafka.streams;

import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.streams.state.AssemblyState;
import io.runpod.kafka.streams.state.ReaderEpoch;
import java.util.ArrayList;
import java.util.List;

/**
 * The chunks that have been seen whole, by reader epoch and sequence. Pure: changes one {@link
 * AssemblyState}. Not thread-safe.
 */
final class SeenChunks {
  private final AssemblyState state;

  SeenChunks(AssemblyState state) {
    this.state = state;
  }

  /** The number of the chunk's reader epoch, in the order in which epochs were met. */
  int epochOf(StreamChunk chunk) {
    List<ReaderEpoch> epochs = state.getEpochs();
    for (int i = epochs.size() - 1; i >= 0; i--) {
      if (epochs.get(i).getStart() == chunk.getReaderEpoch()) {
        return i;
      }
    }
    epochs.add(new ReaderEpoch(chunk.getReaderEpoch(), new ArrayList<>()));
    return epochs.size() - 1;
  }

  boolean contains(StreamChunk chunk) {
    return runs(chunk).contains(chunk.getSequence());
  }

  void add(StreamChunk chunk) {
    runs(chunk).add(chunk.getSequence());
  }

  private SequenceRuns runs(StreamChunk chunk) {
    return new SequenceRuns(state.getEpochs().get(epochOf(chunk)).getRuns());
  }
}
