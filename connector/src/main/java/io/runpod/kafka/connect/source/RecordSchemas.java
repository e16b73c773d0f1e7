package io.runpod.kafka.connect.source;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;

/**
 * The Connect schemas of what a source task emits. They carry the names of the Avro contracts, and
 * a test holds them to those field by field.
 */
final class RecordSchemas {
  static final String OUTPUT = "output";

  private static final String NAMESPACE = "io.runpod.kafka.schema.";
  private static final Schema OPTIONAL_TIMESTAMP = Timestamp.builder().optional().build();

  static final Schema REQUEST_REF =
      record("RequestRef")
          .optional()
          .field("topic", Schema.STRING_SCHEMA)
          .field("partition", Schema.INT32_SCHEMA)
          .field("offset", Schema.INT64_SCHEMA)
          .field("timestamp", OPTIONAL_TIMESTAMP)
          .field("key", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  static final Schema JOB_ERROR =
      record("JobError")
          .optional()
          .field("kind", Schema.STRING_SCHEMA)
          .field("message", Schema.STRING_SCHEMA)
          .field("type", Schema.OPTIONAL_STRING_SCHEMA)
          .field("traceback", Schema.OPTIONAL_STRING_SCHEMA)
          .field("hostname", Schema.OPTIONAL_STRING_SCHEMA)
          .field("workerId", Schema.OPTIONAL_STRING_SCHEMA)
          .field("runpodVersion", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  static final Schema JOB_STATUS =
      record("JobStatus")
          .field("jobId", Schema.STRING_SCHEMA)
          .field("endpointId", Schema.STRING_SCHEMA)
          .field("status", Schema.STRING_SCHEMA)
          .field("previousStatus", Schema.OPTIONAL_STRING_SCHEMA)
          .field("attempt", Schema.INT32_SCHEMA)
          .field("sequence", Schema.INT64_SCHEMA)
          .field("observedAt", Timestamp.SCHEMA)
          .field("delayTime", Schema.OPTIONAL_INT64_SCHEMA)
          .field("executionTime", Schema.OPTIONAL_INT64_SCHEMA)
          .field("workerId", Schema.OPTIONAL_STRING_SCHEMA)
          .field("retries", Schema.OPTIONAL_INT32_SCHEMA)
          .field("progress", Schema.OPTIONAL_STRING_SCHEMA)
          .field("error", JOB_ERROR)
          .field("request", REQUEST_REF)
          .build();

  static final Schema JOB_RESULT =
      record("JobResult")
          .field("jobId", Schema.STRING_SCHEMA)
          .field("endpointId", Schema.STRING_SCHEMA)
          .field("status", Schema.STRING_SCHEMA)
          .field("output", Schema.OPTIONAL_STRING_SCHEMA)
          .field("outputBytes", Schema.OPTIONAL_INT64_SCHEMA)
          .field("error", JOB_ERROR)
          .field("expiredReason", Schema.OPTIONAL_STRING_SCHEMA)
          .field("delayTime", Schema.OPTIONAL_INT64_SCHEMA)
          .field("executionTime", Schema.OPTIONAL_INT64_SCHEMA)
          .field("workerId", Schema.OPTIONAL_STRING_SCHEMA)
          .field("retries", Schema.OPTIONAL_INT32_SCHEMA)
          .field("attempt", Schema.INT32_SCHEMA)
          .field("chunkCount", Schema.OPTIONAL_INT64_SCHEMA)
          .field("submittedAt", Timestamp.SCHEMA)
          .field("observedAt", Timestamp.SCHEMA)
          .field("request", REQUEST_REF)
          .field("part", Schema.OPTIONAL_INT32_SCHEMA)
          .field("parts", Schema.OPTIONAL_INT32_SCHEMA)
          .build();

  static final Schema STREAM_CHUNK =
      record("StreamChunk")
          .field("jobId", Schema.STRING_SCHEMA)
          .field("endpointId", Schema.STRING_SCHEMA)
          .field("sequence", Schema.INT64_SCHEMA)
          .field("output", Schema.OPTIONAL_STRING_SCHEMA)
          .field("metrics", Schema.OPTIONAL_STRING_SCHEMA)
          .field("attempt", Schema.INT32_SCHEMA)
          .field("retries", Schema.OPTIONAL_INT32_SCHEMA)
          .field("gapBefore", Schema.BOOLEAN_SCHEMA)
          .field("readerEpoch", Schema.INT64_SCHEMA)
          .field("observedAt", Timestamp.SCHEMA)
          .field("endOfStream", Schema.BOOLEAN_SCHEMA)
          .field("chunkCount", Schema.OPTIONAL_INT64_SCHEMA)
          .field("complete", Schema.OPTIONAL_BOOLEAN_SCHEMA)
          .field("error", JOB_ERROR)
          .field("part", Schema.OPTIONAL_INT32_SCHEMA)
          .field("parts", Schema.OPTIONAL_INT32_SCHEMA)
          .build();

  static final Schema JOB_COUNTS =
      record("JobCounts")
          .optional()
          .field("completed", Schema.INT64_SCHEMA)
          .field("failed", Schema.INT64_SCHEMA)
          .field("inProgress", Schema.INT64_SCHEMA)
          .field("inQueue", Schema.INT64_SCHEMA)
          .field("retried", Schema.INT64_SCHEMA)
          .build();

  static final Schema WORKER_COUNTS =
      record("WorkerCounts")
          .optional()
          .field("idle", Schema.INT32_SCHEMA)
          .field("initializing", Schema.INT32_SCHEMA)
          .field("ready", Schema.INT32_SCHEMA)
          .field("running", Schema.INT32_SCHEMA)
          .field("throttled", Schema.INT32_SCHEMA)
          .field("unhealthy", Schema.INT32_SCHEMA)
          .build();

  static final Schema ENDPOINT_HEALTH =
      record("EndpointHealth")
          .field("endpointId", Schema.STRING_SCHEMA)
          .field("observedAt", Timestamp.SCHEMA)
          .field("jobs", JOB_COUNTS)
          .field("workers", WORKER_COUNTS)
          .field("removed", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  static final Schema JOB_COMMAND =
      record("JobCommand")
          .field("command", Schema.STRING_SCHEMA)
          .field("jobId", Schema.OPTIONAL_STRING_SCHEMA)
          .field("endpointId", Schema.OPTIONAL_STRING_SCHEMA)
          .field("reason", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private RecordSchemas() {}

  /** The same record with an {@code output} of another type; its name stays. */
  static Schema withOutput(Schema record, Schema output) {
    SchemaBuilder copy = SchemaBuilder.struct().name(record.name());
    record
        .fields()
        .forEach(
            field ->
                copy.field(field.name(), field.name().equals(OUTPUT) ? output : field.schema()));
    return copy.build();
  }

  private static SchemaBuilder record(String name) {
    return SchemaBuilder.struct().name(NAMESPACE + name);
  }
}
