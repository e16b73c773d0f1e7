package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobError;
import io.runpod.kafka.connect.job.JobEvent.ChunkRead;
import io.runpod.kafka.connect.job.JobEvent.StreamEnded;
import java.time.Instant;
import java.util.Date;
import org.apache.kafka.connect.data.Struct;

/** Makes records of a job's stream: its chunks and the marker behind the last. */
final class StreamRecords {
  /** Longer metrics, in characters, are left out: they come beside an output of full size. */
  private static final int METRICS = 8 * 1024;

  private final String topic;
  private final int outputMaxBytes;

  StreamRecords(String topic, int outputMaxBytes) {
    this.topic = topic;
    this.outputMaxBytes = outputMaxBytes;
  }

  OutputRecord chunk(ChunkRead event) {
    Struct value =
        value(
                event.job(),
                event.observedAt(),
                event.sequence(),
                event.attempt(),
                event.retries(),
                event.readerEpoch())
            .put("gapBefore", event.gapBefore())
            .put("endOfStream", false)
            .put("metrics", event.chunk().metrics().filter(StreamRecords::fits).orElse(null));
    if (event.chunk().outputBytes() <= outputMaxBytes) {
      value.put("output", event.chunk().output().orElse(null));
    } else {
      JobError error = JobError.tooLarge(event.chunk().outputBytes(), outputMaxBytes);
      value.put("error", ErrorsAndRefs.error(error));
    }
    return OutputRecord.of(event, topic, value, eventId(value));
  }

  OutputRecord end(StreamEnded event) {
    Struct value =
        value(
                event.job(),
                event.observedAt(),
                event.chunkCount(),
                event.attempt(),
                event.retries(),
                event.readerEpoch())
            .put("gapBefore", false)
            .put("endOfStream", true)
            .put("chunkCount", event.chunkCount())
            .put("complete", event.complete());
    return OutputRecord.of(event, topic, value, eventId(value));
  }

  private static Struct value(
      Job job, Instant observedAt, long sequence, int attempt, int retries, long readerEpoch) {
    return new Struct(RecordSchemas.STREAM_CHUNK)
        .put("jobId", job.id().value())
        .put("endpointId", job.endpoint().value())
        .put("sequence", sequence)
        .put("attempt", attempt)
        .put("retries", retries == Cursor.NO_RETRIES ? null : retries)
        .put("readerEpoch", readerEpoch)
        .put("observedAt", Date.from(observedAt));
  }

  /** Two readers may give one number to different chunks, so the reader is part of the ID. */
  private static String eventId(Struct value) {
    return "chunk/"
        + value.getString("jobId")
        + "/"
        + value.getInt32("attempt")
        + "/"
        + value.getInt64("readerEpoch")
        + "/"
        + value.getInt64("sequence");
  }

  private static boolean fits(String metrics) {
    return metrics.length() <= METRICS;
  }
}
