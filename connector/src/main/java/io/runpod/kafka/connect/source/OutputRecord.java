package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;

/** A record to emit, but for the offset it will carry. */
record OutputRecord(
    String topic,
    String key,
    Struct value,
    Instant at,
    String eventId,
    Map<String, String> headers) {
  private static final String EVENT_ID = "runpod.event.id";

  /** Names a chunk, or the marker behind the last, in what Connect acknowledges. */
  record ChunkRef(String jobId, long sequence) {}

  /** Names a job whose result is published. */
  record ResultRef(EndpointId endpoint, JobId job) {}

  /** A record about the job of an event, keyed by its ID. */
  static OutputRecord of(JobEvent event, String topic, Struct value, String eventId) {
    return new OutputRecord(
        topic, event.job().id().value(), value, event.observedAt(), eventId, event.job().headers());
  }

  OutputRecord withKey(String other) {
    return new OutputRecord(topic, other, value, at, eventId, headers);
  }

  OutputRecord withHeader(String name, String text) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, text);
    return new OutputRecord(topic, key, value, at, eventId, more);
  }

  /** One part of what this record is about, with an event ID of its own. */
  OutputRecord part(Struct partValue, int number) {
    return new OutputRecord(topic, key, partValue, at, eventId + "/" + number, headers);
  }

  SourceRecord with(Map<String, ?> sourcePartition, Map<String, ?> sourceOffset) {
    ConnectHeaders all = new ConnectHeaders();
    all.addString(EVENT_ID, eventId);
    headers.forEach(all::addString);
    return new SourceRecord(
        sourcePartition,
        sourceOffset,
        topic,
        null,
        Schema.STRING_SCHEMA,
        key,
        value.schema(),
        value,
        at.toEpochMilli(),
        all);
  }

  /**
   * The chunk or end marker in a record that was made here. A chunk in parts is in its last: those
   * before it are acknowledged earlier, for they have the same key.
   */
  static Optional<ChunkRef> chunkIn(SourceRecord record) {
    return valueIn(record, RecordSchemas.STREAM_CHUNK)
        .filter(OutputField::isLast)
        .map(value -> new ChunkRef(value.getString("jobId"), value.getInt64("sequence")));
  }

  /**
   * The job whose result is in a record that was made here, if it completed and all of its output
   * is published: nobody will want to ask RunPod for it again. A job that failed may be retried.
   */
  static Optional<ResultRef> resultIn(SourceRecord record) {
    return valueIn(record, RecordSchemas.JOB_RESULT)
        .filter(OutputField::isLast)
        .filter(value -> value.getString("status").equals(JobStatus.COMPLETED.word()))
        .filter(value -> value.get("error") == null)
        .map(
            value ->
                new ResultRef(
                    new EndpointId(value.getString("endpointId")),
                    new JobId(value.getString("jobId"))));
  }

  /** The record's value if it is of this kind; a typed output does not change its name. */
  static Optional<Struct> valueIn(SourceRecord record, Schema kind) {
    return record.value() instanceof Struct value && kind.name().equals(value.schema().name())
        ? Optional.of(value)
        : Optional.empty();
  }
}
