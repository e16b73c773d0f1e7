package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobAnswer.Chunk;
import io.runpod.kafka.connect.job.JobError;
import io.runpod.kafka.connect.job.JobEvent.ChunkRead;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.ledger.HandoverEntry.ReaderHandedOver;
import io.runpod.kafka.connect.ledger.HandoverEntry.ReaderLeft;
import io.runpod.kafka.connect.ledger.HandoverEntry.ReaderTook;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a reader writes for the next: the mark that it takes the streams; when it leaves the chunks
 * it read and cannot be sure to have published, then the mark that it left in order. Pure.
 */
final class HandoverWriter {
  /** Output bytes in one ledger record; JSON in JSON can take twice that. */
  private static final long ENTRY_BYTES = 512 * 1024;

  /**
   * The largest output that is carried: as JSON in JSON it fits the ledger's largest record. RunPod
   * documents 1 MB as the most a handler can yield at once.
   */
  private static final int CARRIED_BYTES = 3 * 1024 * 1024;

  private final long epoch;
  private final Set<EndpointId> endpoints;
  private final int carriedBytes;

  private HandoverWriter(long epoch, Set<EndpointId> endpoints, int carriedBytes) {
    this.epoch = epoch;
    this.endpoints = Set.copyOf(endpoints);
    this.carriedBytes = carriedBytes;
  }

  /**
   * @param epoch the name of this reader
   * @param endpoints whose jobs it reads
   */
  static HandoverWriter of(long epoch, Set<EndpointId> endpoints, OutputSettings outputs) {
    return new HandoverWriter(
        epoch,
        endpoints,
        outputs.split() ? CARRIED_BYTES : Math.min(outputs.maxBytes(), CARRIED_BYTES));
  }

  /** Before anything is read. */
  ReaderTook took() {
    return new ReaderTook(epoch, endpoints);
  }

  /** What is published in the place of a chunk whose output a leaving reader did not carry. */
  static JobError notCarried(long bytes) {
    return new JobError(
        JobError.Kind.OUTPUT_TOO_LARGE,
        "output of " + bytes + " bytes was too large to be handed from one task to the next");
  }

  /**
   * @param unpublished in the order they were read
   */
  List<ReaderHandedOver> chunks(List<ChunkRead> unpublished) {
    Map<Job, List<ChunkRead>> byJob = new LinkedHashMap<>();
    unpublished.forEach(
        read -> byJob.computeIfAbsent(read.job(), job -> new ArrayList<>()).add(read));
    List<ReaderHandedOver> entries = new ArrayList<>();
    byJob.values().forEach(reads -> split(reads, entries));
    return entries;
  }

  /**
   * Behind all chunks that were handed over.
   *
   * @param lost jobs whose stream may have lost chunks that no record tells of
   */
  ReaderLeft left(Collection<JobId> lost) {
    return new ReaderLeft(epoch, endpoints, List.copyOf(lost));
  }

  /** A record holds neighbours only, and none but its first has a gap before it. */
  private void split(List<ChunkRead> reads, List<ReaderHandedOver> entries) {
    List<ChunkRead> part = new ArrayList<>();
    long bytes = 0;
    for (ChunkRead read : reads) {
      long size = size(read.chunk());
      if (!part.isEmpty()
          && (!neighbours(part.get(part.size() - 1), read)
              || read.gapBefore()
              || bytes + size > ENTRY_BYTES)) {
        entries.add(entry(part));
        part.clear();
        bytes = 0;
      }
      part.add(read);
      bytes += size;
    }
    entries.add(entry(part));
  }

  private static boolean neighbours(ChunkRead one, ChunkRead next) {
    return one.attempt() == next.attempt() && one.sequence() + 1 == next.sequence();
  }

  private ReaderHandedOver entry(List<ChunkRead> part) {
    ChunkRead first = part.get(0);
    return new ReaderHandedOver(
        first.readerEpoch(),
        first.job().id(),
        first.attempt(),
        first.sequence(),
        first.gapBefore(),
        first.retries() == Cursor.NO_RETRIES ? Optional.empty() : Optional.of(first.retries()),
        part.stream().map(read -> fit(read.chunk())).toList());
  }

  /** What is too large to carry, or to publish, keeps its place; its size is enough to say so. */
  private Chunk fit(Chunk chunk) {
    return chunk.outputBytes() <= carriedBytes
        ? chunk
        : new Chunk(Optional.empty(), Optional.empty(), chunk.outputBytes());
  }

  private long size(Chunk chunk) {
    return (chunk.outputBytes() <= carriedBytes ? chunk.outputBytes() : 0)
        + chunk.metrics().map(String::length).orElse(0);
  }
}
