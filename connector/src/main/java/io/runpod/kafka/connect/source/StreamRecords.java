package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobEvent.ChunkRead;
import io.runpod.kafka.connect.job.JobEvent.StreamEnded;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;

/** Makes records of a job's stream: its chunks and the marker behind the last. */
final class StreamRecords {
  /** Longer metrics, in characters, are left out: they come beside an output of full size. */
  private static final int METRICS = 8 * 1024;

  private final String topic;
  private final OutputField output;

  StreamRecords(String topic, OutputSettings outputs) {
    this.topic = topic;
    this.output = new OutputField(RecordSchemas.STREAM_CHUNK, outputs.chunk(), outputs);
  }

  /** One record, or several if the chunk is published in parts. */
  List<OutputRecord> chunk(ChunkRead event) {
    JobAnswer.Chunk chunk = event.chunk();
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
            .put("metrics", chunk.metrics().filter(StreamRecords::fits).orElse(null));
    OutputRecord record = OutputRecord.of(event, topic, value, eventId(value));
    List<OutputRecord> records =
        output.into(record, chunk.output(), chunk.outputBytes(), Optional.empty());
    // nothing can be missing between the parts of a chunk
    records.stream().skip(1).forEach(part -> part.value().put("gapBefore", false));
    return records;
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
    // a reader that does not know of an end told before its time says it again
    String eventId = String.join("/", "end", event.job().id().value(), "" + event.attempt());
    return OutputRecord.of(event, topic, value, eventId);
  }

  private Struct value(
      Job job, Instant observedAt, long sequence, int attempt, int retries, long readerEpoch) {
    return new Struct(output.record())
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
