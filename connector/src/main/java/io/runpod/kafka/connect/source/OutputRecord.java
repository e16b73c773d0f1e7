package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.JobEvent;
import java.time.Instant;
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

  /** A record about the job of an event, keyed by its ID. */
  static OutputRecord of(JobEvent event, String topic, Struct value, String eventId) {
    return new OutputRecord(
        topic, event.job().id().value(), value, event.observedAt(), eventId, event.job().headers());
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

  /** The chunk or end marker in a record that was made here. */
  static Optional<ChunkRef> chunkIn(SourceRecord record) {
    if (record.valueSchema() == RecordSchemas.STREAM_CHUNK
        && record.value() instanceof Struct value) {
      return Optional.of(new ChunkRef(value.getString("jobId"), value.getInt64("sequence")));
    }
    return Optional.empty();
  }
}
