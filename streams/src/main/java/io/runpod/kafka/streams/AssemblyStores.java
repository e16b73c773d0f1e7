package io.runpod.kafka.streams;

import io.runpod.kafka.streams.state.AssemblyState;
import io.runpod.kafka.streams.state.KeptChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Where live jobs are kept: one small entry per job, one entry per chunk, both with a changelog.
 *
 * <p>The chunks have entries of their own, or each chunk of a job would write all earlier ones to
 * the changelog again. The stores are in memory: what is live is bounded per job and goes at its
 * end, so there is little to gain from a disk, and a native library of 70 MB less to ship. The
 * cache in front lets the many changes of one job within a commit interval become one changelog
 * record.
 */
final class AssemblyStores {
  private static final String JOBS = "runpod-assembly-jobs";
  private static final String CHUNKS = "runpod-assembly-chunks";

  private final KeyValueStore<String, AssemblyState> jobs;
  private final KeyValueStore<String, KeptChunk> chunks;

  AssemblyStores(ProcessorContext<?, ?> context) {
    this.jobs = context.getStateStore(JOBS);
    this.chunks = context.getStateStore(CHUNKS);
  }

  static List<StoreBuilder<?>> builders() {
    return List.of(
        builder(JOBS, new StateSerde<>(AssemblyState.getEncoder(), AssemblyState.getDecoder())),
        builder(CHUNKS, new StateSerde<>(KeptChunk.getEncoder(), KeptChunk.getDecoder())));
  }

  private static <T> StoreBuilder<?> builder(String name, Serde<T> serde) {
    return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), serde)
        .withCachingEnabled()
        .withLoggingEnabled(Map.of());
  }

  /** What is known of the job, null if nothing. */
  AssemblyState find(String jobId) {
    return jobs.get(jobId);
  }

  void put(String jobId, AssemblyState state) {
    jobs.put(jobId, state);
  }

  void forget(String jobId) {
    jobs.delete(jobId);
  }

  /** All jobs, live or remembered; to be closed. */
  KeyValueIterator<String, AssemblyState> all() {
    return jobs.all();
  }

  void keep(String jobId, int number, KeptChunk chunk) {
    chunks.put(key(jobId, number), chunk);
  }

  /** Takes the chunks with the numbers from 0 to before {@code kept} out. */
  List<KeptChunk> take(String jobId, int kept) {
    List<KeptChunk> taken = new ArrayList<>(kept);
    for (int number = 0; number < kept; number++) {
      KeptChunk chunk = chunks.delete(key(jobId, number));
      if (chunk != null) {
        taken.add(chunk);
      }
    }
    return taken;
  }

  /** Job IDs hold no slash: RunPod's are letters, digits, dashes and underscores. */
  private static String key(String jobId, int number) {
    return jobId + '/' + number;
  }
}
