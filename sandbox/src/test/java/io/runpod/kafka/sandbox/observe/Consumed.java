package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.client.Topics;
import io.runpod.kafka.schema.Contract;
import io.runpod.kafka.schema.EndpointHealth;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.schema.StreamChunk;
import java.util.List;

/**
 * A consumer of the output topics: reads what is committed, decoded by Confluent's deserializer
 * into the contracts' classes. Owned by one thread.
 */
public final class Consumed implements AutoCloseable {
  private final TopicReader<JobStatus> statuses;
  private final TopicReader<JobResult> results;
  private final TopicReader<StreamChunk> chunks;
  private final TopicReader<EndpointHealth> health;

  public Consumed(Topics topics) {
    statuses = topics.avroReader(Contract.JOB_STATUS.defaultTopic());
    results = topics.avroReader(Contract.JOB_RESULTS.defaultTopic());
    chunks = topics.avroReader(Contract.JOB_STREAM.defaultTopic());
    health = topics.avroReader(Contract.ENDPOINT_HEALTH.defaultTopic());
  }

  /** All results there are now. */
  public List<JobResult> results() {
    return results.values();
  }

  /** All status records there are now. */
  public List<JobStatus> statuses() {
    return statuses.values();
  }

  /** All chunks and end markers there are now. */
  public List<StreamChunk> chunks() {
    return chunks.values();
  }

  /** All readings of an endpoint and outcomes of purges there are now. */
  public List<EndpointHealth> health() {
    return health.values();
  }

  /** Everything there is now. */
  public Outputs outputs() {
    return new Outputs(seen(statuses), seen(chunks), seen(results), seen(health));
  }

  private static <T> List<Seen<T>> seen(TopicReader<T> reader) {
    return reader.toEnd().stream().map(Seen::of).toList();
  }

  @Override
  public void close() {
    List.of(statuses, results, chunks, health).forEach(TopicReader::close);
  }
}
