package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.client.Topics;
import io.runpod.kafka.schema.Contract;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.schema.StreamChunk;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a consumer of the output topics has read: committed records, decoded by Confluent's
 * deserializer into the contracts' classes. Owned by one thread.
 */
public final class Consumed implements AutoCloseable {
  private final TopicReader<JobStatus> statuses;
  private final TopicReader<JobResult> results;
  private final TopicReader<StreamChunk> chunks;

  public Consumed(Topics topics) {
    statuses = topics.avroReader(Contract.JOB_STATUS.defaultTopic());
    results = topics.avroReader(Contract.JOB_RESULTS.defaultTopic());
    chunks = topics.avroReader(Contract.JOB_STREAM.defaultTopic());
  }

  /** All results there are now. */
  public List<JobResult> results() {
    return results.values();
  }

  /** Status records by job ID, in the order of the topic. */
  public Map<String, List<JobStatus>> statuses() {
    return byJob(statuses.values(), JobStatus::getJobId);
  }

  /** Chunks and end markers by job ID, in the order of the topic. */
  public Map<String, List<StreamChunk>> streams() {
    return byJob(chunks.values(), StreamChunk::getJobId);
  }

  private static <T> Map<String, List<T>> byJob(List<T> values, Function<T, String> jobId) {
    return values.stream()
        .collect(Collectors.groupingBy(jobId, LinkedHashMap::new, Collectors.toList()));
  }

  @Override
  public void close() {
    List.of(statuses, results, chunks).forEach(TopicReader::close);
  }
}
