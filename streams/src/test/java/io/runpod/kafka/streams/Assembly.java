package io.runpod.kafka.streams;

import io.runpod.kafka.schema.AssembledStream;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.streams.ChunkAssembly.Fate;
import io.runpod.kafka.streams.state.KeptChunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The assembly with its kept chunks in a list: what the processor does with stores, without Kafka.
 */
final class Assembly {
  static final AssemblyLimits LIMITS =
      new AssemblyLimits(4096, 1000, Duration.ofHours(1), Duration.ofMinutes(1));

  private final List<KeptChunk> kept = new ArrayList<>();
  private final AssemblyLimits limits;
  private ChunkAssembly rules;

  Assembly(AssemblyLimits limits) {
    this.limits = limits;
  }

  static AssembledStream of(StreamChunk... chunks) {
    return of(LIMITS, List.of(chunks));
  }

  static AssembledStream of(AssemblyLimits limits, List<StreamChunk> chunks) {
    Assembly assembly = new Assembly(limits);
    AssembledStream whole = null;
    for (StreamChunk chunk : chunks) {
      whole = assembly.feed(chunk);
    }
    return whole;
  }

  ChunkAssembly rules() {
    return rules;
  }

  int keptChunks() {
    return kept.size();
  }

  AssembledStream feed(StreamChunk chunk) {
    if (rules == null) {
      rules = ChunkAssembly.begin(chunk);
    }
    if (chunk.getEndOfStream()) {
      return rules.end(chunk, kept, limits);
    }
    Fate fate = rules.offer(chunk, chunk.getObservedAt().toEpochMilli(), limits);
    if (fate == Fate.KEPT) {
      kept.add(rules.toKeep(chunk));
    } else if (fate == Fate.COUNTED) {
      rules.letGo();
      kept.clear();
    }
    return null;
  }
}
