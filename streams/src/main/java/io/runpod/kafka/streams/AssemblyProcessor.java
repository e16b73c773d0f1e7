package io.runpod.kafka.streams;

import io.runpod.kafka.schema.AssembledStream;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.streams.ChunkAssembly.Fate;
import io.runpod.kafka.streams.state.AssemblyState;
import io.runpod.kafka.streams.state.KeptChunk;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what {@link ChunkAssembly} decides: keeps chunks, tells the listener, sends the whole
 * stream on.
 *
 * <p>Jobs are given up by stream time, not by the clock: an application that was down for days
 * finds the end markers further on in the topic and must not give the jobs up before it has read
 * them. Owned by one stream thread.
 */
final class AssemblyProcessor implements Processor<Object, Object, String, AssembledStream> {
  private static final Logger LOG = LoggerFactory.getLogger(AssemblyProcessor.class);
  private static final Duration SWEEP = Duration.ofSeconds(30);

  private final AssemblyLimits limits;
  private final ChunkListener listener;
  private ProcessorContext<String, AssembledStream> context;
  private AssemblyStores stores;

  AssemblyProcessor(AssemblyLimits limits, ChunkListener listener) {
    this.limits = limits;
    this.listener = listener;
  }

  @Override
  public void init(ProcessorContext<String, AssembledStream> context) {
    this.context = context;
    this.stores = new AssemblyStores(context);
    context.schedule(SWEEP, PunctuationType.STREAM_TIME, this::sweep);
  }

  @Override
  public void process(Record<Object, Object> record) {
    if (record.value() == null) {
      return; // a tombstone says nothing about a stream
    }
    StreamChunk chunk = chunk(record.value());
    ChunkAssembly assembly = assemblyFor(chunk, record.timestamp());
    if (assembly == null) {
      LOG.debug("left out a late chunk job={} sequence={}", chunk.getJobId(), chunk.getSequence());
    } else if (chunk.getEndOfStream()) {
      finish(assembly, chunk, record.timestamp());
    } else {
      take(assembly, chunk);
    }
  }

  /** The assembly the chunk belongs to, null if the chunk comes too late for it. */
  private ChunkAssembly assemblyFor(StreamChunk chunk, long timestamp) {
    AssemblyState state = stores.find(chunk.getJobId());
    if (state == null) {
      return ChunkAssembly.begin(chunk);
    }
    ChunkAssembly assembly = new ChunkAssembly(state);
    if (assembly.isPast(chunk)) {
      return null;
    }
    if (!assembly.isSupersededBy(chunk)) {
      return assembly;
    }
    if (assembly.isOpen()) {
      List<KeptChunk> kept = stores.take(chunk.getJobId(), assembly.kept());
      send(assembly.supersede(chunk, kept, limits), timestamp);
    }
    return ChunkAssembly.begin(chunk);
  }

  private void take(ChunkAssembly assembly, StreamChunk chunk) {
    String jobId = chunk.getJobId();
    int keptBefore = assembly.kept();
    Fate fate = assembly.offer(chunk, context.currentStreamTimeMs(), limits);
    if (fate == Fate.KEPT) {
      stores.keep(jobId, keptBefore, assembly.toKeep(chunk));
    } else if (fate == Fate.COUNTED) {
      stores.take(jobId, assembly.letGo());
    }
    stores.put(jobId, assembly.state());
    if (fate == Fate.KEPT || fate == Fate.COUNTED) {
      tell(() -> listener.onChunk(chunk));
    }
  }

  private void finish(ChunkAssembly assembly, StreamChunk marker, long timestamp) {
    List<KeptChunk> kept = stores.take(marker.getJobId(), assembly.kept());
    close(assembly, assembly.end(marker, kept, limits), timestamp);
  }

  private void sweep(long streamTime) {
    try (KeyValueIterator<String, AssemblyState> jobs = stores.all()) {
      while (jobs.hasNext()) {
        KeyValue<String, AssemblyState> job = jobs.next();
        ChunkAssembly assembly = new ChunkAssembly(job.value);
        if (assembly.isForgettable(streamTime, limits)) {
          stores.forget(job.key);
        } else if (assembly.isAbandoned(streamTime, limits)) {
          List<KeptChunk> kept = stores.take(job.key, assembly.kept());
          close(assembly, assembly.abandon(job.key, kept, limits), streamTime);
        }
      }
    }
  }

  private void close(ChunkAssembly assembly, AssembledStream whole, long timestamp) {
    stores.put(whole.getJobId(), assembly.closed(context.currentStreamTimeMs()));
    send(whole, timestamp);
  }

  private void send(AssembledStream whole, long timestamp) {
    tell(() -> listener.onAssembled(whole));
    context.forward(new Record<>(whole.getJobId(), whole, timestamp));
  }

  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      LOG.warn("a chunk listener failed", e);
    }
  }

  private static StreamChunk chunk(Object value) {
    if (value instanceof StreamChunk chunk) {
      return chunk;
    }
    throw new SerializationException(
        "expected values of class "
            + StreamChunk.class.getName()
            + " but the value serde gave "
            + value.getClass().getName()
            + "; a serde for generic records needs specific.avro.reader=true");
  }
}
