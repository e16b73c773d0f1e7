package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobEvent.ChunkRead;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.source.OutputRecord.ChunkRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What there is to tell of one ledger partition, and which chunks Kafka may not have yet. Owned by
 * the task's thread.
 */
final class Outbox {
  private final Map<ChunkRef, ChunkRead> unacknowledged = new LinkedHashMap<>();
  private final Map<ChunkRef, JobId> incompleteEnds = new LinkedHashMap<>();
  private List<OutputRecord> records = new ArrayList<>();
  private Set<Job> jobs = new LinkedHashSet<>();
  private long bytes;
  private int results;

  /** What was in it: the records, and the jobs they are about. */
  record Taken(List<OutputRecord> records, Set<Job> jobs) {}

  void add(JobEvent event, List<OutputRecord> about) {
    records.addAll(about);
    jobs.add(event.job());
    if (event instanceof ChunkRead read) {
      bytes += read.chunk().outputBytes();
      unacknowledged.put(new ChunkRef(read.job().id().value(), read.sequence()), read);
    } else if (event instanceof JobEvent.StreamEnded ended) {
      if (!ended.complete()) {
        incompleteEnds.put(
            new ChunkRef(ended.job().id().value(), ended.chunkCount()), ended.job().id());
      }
    } else if (event instanceof JobEvent.ResultReady result) {
      bytes += result.answer().map(JobAnswer::bytes).orElse(0);
      results++;
    }
  }

  /** Something that is not about one job. */
  void add(OutputRecord record) {
    records.add(record);
  }

  int size() {
    return records.size();
  }

  /** About so many bytes of output are in it. */
  long bytes() {
    return bytes;
  }

  int results() {
    return results;
  }

  Set<Job> jobs() {
    return Set.copyOf(jobs);
  }

  /** Takes everything out. */
  Taken take() {
    Taken taken = new Taken(records, jobs);
    records = new ArrayList<>();
    jobs = new LinkedHashSet<>();
    bytes = 0;
    results = 0;
    return taken;
  }

  /** Connect has the chunk or end marker, or a transformation dropped it on purpose. */
  void acknowledged(ChunkRef chunk) {
    unacknowledged.remove(chunk);
    incompleteEnds.remove(chunk);
  }

  /** Jobs whose end says that chunks are missing, but of which Kafka may not have the end. */
  Collection<JobId> endsWithGapsUnacknowledged() {
    return List.copyOf(incompleteEnds.values());
  }

  /** Chunks of which it is not known that Kafka has them, in the order they were read. */
  List<ChunkRead> unacknowledged() {
    return List.copyOf(unacknowledged.values());
  }
}
