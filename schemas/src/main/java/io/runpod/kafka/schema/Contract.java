package io.runpod.kafka.schema;

import java.util.Arrays;
import java.util.Locale;
import org.apache.avro.Schema;

/**
 * The records this product reads and writes: each topic role with the Avro schema of its values.
 *
 * <p>A schema registered for one of these roles must have the parsing canonical form of {@link
 * #schema()}.
 */
public enum Contract {
  /** Jobs to submit, when the sink reads them as envelopes. */
  JOBS(JobRequest.getClassSchema()),
  /** Cancel, retry and purge. */
  COMMANDS(JobCommand.getClassSchema()),
  /** One record per change in the life of a job. */
  JOB_STATUS(JobStatus.getClassSchema()),
  /** One record per finished attempt of a job. */
  JOB_RESULTS(JobResult.getClassSchema()),
  /** Chunks in the order they were read, and the end marker. */
  JOB_STREAM(StreamChunk.getClassSchema()),
  /** Readings of an endpoint's counters, and purge outcomes. */
  ENDPOINT_HEALTH(EndpointHealth.getClassSchema()),
  /** Whole streams, written by the Streams companion. */
  JOB_STREAM_ASSEMBLED(AssembledStream.getClassSchema());

  private final Schema schema;

  Contract(Schema schema) {
    this.schema = schema;
  }

  /** The schema of the values, with documentation and defaults. */
  public Schema schema() {
    return schema;
  }

  /**
   * The schema as text for a registry, without documentation and hints for Java: to the letter what
   * Confluent's converter registers for the connector's records, so that its tasks need not.
   */
  public String definition() {
    return BareSchema.of(schema).toString();
  }

  /** The role in lower case with dashes, for example {@code job-status}. */
  public String role() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The topic the role has unless configured otherwise, for example {@code runpod.job-status}. */
  public String defaultTopic() {
    return "runpod." + role();
  }

  /**
   * The contract with that role.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Contract ofRole(String role) {
    return Arrays.stream(values())
        .filter(contract -> contract.role().equals(role))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no contract has the role " + role));
  }
}
