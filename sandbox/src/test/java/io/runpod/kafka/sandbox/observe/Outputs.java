package io.runpod.kafka.sandbox.observe;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.runpod.kafka.schema.EndpointHealth;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.schema.StreamChunk;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Everything that was read of the output topics, in the order of each topic's partitions; outputs
 * in parts are joined. Immutable.
 */
public final class Outputs {
  private final List<Seen<JobStatus>> rawStatuses;
  private final List<Seen<StreamChunk>> rawChunks;
  private final List<Seen<JobResult>> rawResults;
  private final List<Seen<EndpointHealth>> rawHealth;
  private final List<Seen<JobResult>> results;
  private final List<Violation> torn;
  private final Map<String, List<Seen<JobStatus>>> statusesByJob;
  private final Map<String, List<Seen<StreamChunk>>> chunksByJob;
  private final Map<String, List<Seen<JobResult>>> resultsByJob;

  public Outputs(
      List<Seen<JobStatus>> statuses,
      List<Seen<StreamChunk>> chunks,
      List<Seen<JobResult>> results,
      List<Seen<EndpointHealth>> health) {
    this.rawStatuses = List.copyOf(statuses);
    this.rawChunks = List.copyOf(chunks);
    this.rawResults = List.copyOf(results);
    this.rawHealth = List.copyOf(health);
    Parts<StreamChunk> chunkParts = new Parts<>(chunks);
    Parts<JobResult> resultParts = new Parts<>(results);
    this.results = resultParts.whole();
    this.torn = Stream.of(chunkParts.torn(), resultParts.torn()).flatMap(List::stream).toList();
    this.statusesByJob = byJob(statuses, JobStatus::getJobId);
    this.chunksByJob = byJob(chunkParts.whole(), StreamChunk::getJobId);
    this.resultsByJob = byJob(this.results, JobResult::getJobId);
  }

  private static <T> Map<String, List<Seen<T>>> byJob(
      List<Seen<T>> records, Function<T, String> jobId) {
    return records.stream()
        .collect(groupingBy(seen -> jobId.apply(seen.value()), LinkedHashMap::new, toList()));
  }

  /** IDs of all jobs that anything was told of. */
  public Set<String> jobs() {
    Set<String> all = new LinkedHashSet<>(statusesByJob.keySet());
    all.addAll(chunksByJob.keySet());
    all.addAll(resultsByJob.keySet());
    return all;
  }

  public List<Seen<JobStatus>> statuses(String job) {
    return statusesByJob.getOrDefault(job, List.of());
  }

  /** Chunks and end markers. */
  public List<Seen<StreamChunk>> chunks(String job) {
    return chunksByJob.getOrDefault(job, List.of());
  }

  public List<Seen<JobResult>> results(String job) {
    return resultsByJob.getOrDefault(job, List.of());
  }

  public List<Seen<JobResult>> results() {
    return results;
  }

  /** What is wrong with outputs that were published in parts. */
  List<Violation> torn() {
    return torn;
  }

  /** Every record as it was read, parts one by one. */
  public List<Seen<?>> everything() {
    return Stream.of(rawStatuses, rawChunks, rawResults, rawHealth)
        .<Seen<?>>flatMap(List::stream)
        .toList();
  }

  /** The same without those records whose event ID was there before, as a consumer drops them. */
  Outputs deduplicated() {
    return new Outputs(
        firstOfEach(rawStatuses),
        firstOfEach(rawChunks),
        firstOfEach(rawResults),
        firstOfEach(rawHealth));
  }

  private static <T> List<Seen<T>> firstOfEach(List<Seen<T>> records) {
    Set<String> known = new HashSet<>();
    // what has no ID cannot be known, and EventIdsUnique says so
    return records.stream().filter(seen -> seen.eventId().map(known::add).orElse(true)).toList();
  }
}
