package io.runpod.kafka.streams;

import io.runpod.kafka.schema.AssembledStream;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Stream assembly: chunks of jobs in, one record with the whole stream per attempt of a job out.
 *
 * <pre>
 *   runpod.job-stream ──► assemble ──► runpod.job-stream-assembled
 *                           │  ▲
 *                           ▼  │
 *                    jobs, chunks (in memory, with changelogs)
 * </pre>
 *
 * <p>Values are read and written with the application's {@code default.value.serde}; keys are job
 * IDs as text on the way out and are not looked at on the way in, but chunks of one job must lie in
 * one partition.
 */
public final class StreamAssemblyTopology {
  private StreamAssemblyTopology() {}

  /** The topology, telling the listener of chunks as they are taken in. */
  public static Topology build(AssemblyConfig config, ChunkListener listener) {
    return new Topology()
        .addSource("chunks", Serdes.ByteArray().deserializer(), null, config.inputTopic())
        .addProcessor("assemble", new Assemble(config.limits(), listener), "chunks")
        .addSink("assembled", config.outputTopic(), Serdes.String().serializer(), null, "assemble");
  }

  private record Assemble(AssemblyLimits limits, ChunkListener listener)
      implements ProcessorSupplier<Object, Object, String, AssembledStream> {
    @Override
    public Processor<Object, Object, String, AssembledStream> get() {
      return new AssemblyProcessor(limits, listener);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Set.copyOf(AssemblyStores.builders());
    }
  }
}
