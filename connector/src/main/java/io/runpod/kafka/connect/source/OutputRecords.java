package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobEvent.ChunkRead;
import io.runpod.kafka.connect.job.JobEvent.CommandIssued;
import io.runpod.kafka.connect.job.JobEvent.ResultReady;
import io.runpod.kafka.connect.job.JobEvent.StatusChanged;
import io.runpod.kafka.connect.job.JobEvent.StreamEnded;
import io.runpod.kafka.connect.output.Utf8;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.connect.data.Struct;

/** Makes records of what there is to tell. */
final class OutputRecords {
  private final StreamRecords streams;
  private final SourceSettings.Topics topics;
  private final int outputMaxBytes;
  private final OutputField resultOutput;
  private final boolean resultsKeyedByRequest;

  OutputRecords(SourceSettings.Topics topics, OutputSettings outputs) {
    this.streams = new StreamRecords(topics.stream(), outputs);
    this.topics = topics;
    this.outputMaxBytes = outputs.maxBytes();
    this.resultOutput = new OutputField(RecordSchemas.JOB_RESULT, outputs.result(), outputs);
    this.resultsKeyedByRequest = outputs.keyedByRequest();
  }

  /** One record, but for outputs that are published in parts. */
  List<OutputRecord> of(JobEvent event) {
    if (event instanceof StatusChanged changed) {
      return List.of(status(changed));
    } else if (event instanceof ChunkRead read) {
      return streams.chunk(read);
    } else if (event instanceof StreamEnded ended) {
      return List.of(streams.end(ended));
    } else if (event instanceof ResultReady result) {
      return result(result);
    } else if (event instanceof CommandIssued issued) {
      return List.of(command(issued));
    }
    throw new IllegalStateException("no record for " + event);
  }

  private OutputRecord status(StatusChanged event) {
    Job job = event.job();
    Struct value =
        new Struct(RecordSchemas.JOB_STATUS)
            .put("jobId", job.id().value())
            .put("endpointId", job.endpoint().value())
            .put("status", event.status().word())
            .put("previousStatus", event.previous().map(s -> s.word()).orElse(null))
            .put("attempt", event.attempt())
            .put("sequence", event.sequence())
            .put("observedAt", Date.from(event.observedAt()))
            .put("request", ErrorsAndRefs.request(job.request()));
    String progress = null;
    if (event.answer().isPresent()) {
      JobAnswer answer = event.answer().get();
      putTimes(value, answer);
      value.put("error", answer.error().map(ErrorsAndRefs::error).orElse(null));
      if (!event.status().terminal()) {
        progress = answer.output().filter(this::fits).orElse(null);
        value.put("progress", progress);
      }
    }
    return OutputRecord.of(event, topics.status(), value, statusId(event, progress));
  }

  /**
   * Of what the record says, so that a reader that tells it anew, from an older offset, gives it
   * the same ID. A status, and progress within one, can come back to what it was: it is numbered
   * too.
   */
  private static String statusId(StatusChanged event, String progress) {
    String id =
        String.join(
            "/",
            "status",
            event.job().id().value(),
            Integer.toString(event.attempt()),
            Integer.toString(event.answer().map(a -> a.retries().orElse(0)).orElse(0)),
            event.status().word(),
            Integer.toHexString(progress == null ? 0 : progress.hashCode()));
    return event.again() ? id + "/" + event.sequence() : id;
  }

  private List<OutputRecord> result(ResultReady event) {
    Job job = event.job();
    Struct value =
        new Struct(resultOutput.record())
            .put("jobId", job.id().value())
            .put("endpointId", job.endpoint().value())
            .put("status", event.status().word())
            .put("attempt", event.attempt())
            .put("chunkCount", boxed(event.chunkCount()))
            .put("expiredReason", event.expired().map(Enum::name).orElse(null))
            .put("submittedAt", Date.from(job.submittedAt()))
            .put("observedAt", Date.from(event.observedAt()))
            .put("request", ErrorsAndRefs.request(job.request()));
    event.answer().ifPresent(answer -> putTimes(value, answer));
    Optional<String> output = event.answer().flatMap(JobAnswer::output);
    long bytes = output.map(Utf8::length).orElse(0L);
    value.put("outputBytes", output.isPresent() ? bytes : null);
    String eventId = "result/" + job.id() + "/" + event.attempt();
    OutputRecord record = OutputRecord.of(event, topics.results(), value, eventId);
    if (resultsKeyedByRequest) {
      record = record.withKey(job.request().key().orElse(job.id().value()));
    }
    return resultOutput.into(record, output, bytes, event.error());
  }

  /** Without the job's own headers: in a command, headers mean something. */
  private OutputRecord command(CommandIssued event) {
    String job = event.job().id().value();
    Struct value =
        new Struct(RecordSchemas.JOB_COMMAND)
            .put("command", event.command().name())
            .put("jobId", job)
            .put("endpointId", event.job().endpoint().value())
            .put("reason", ErrorsAndRefs.word(event.reason()));
    String eventId = String.join("/", "command", job, "" + event.attempt(), event.command().name());
    return new OutputRecord(topics.commands(), job, value, event.observedAt(), eventId, Map.of());
  }

  private static void putTimes(Struct value, JobAnswer answer) {
    value
        .put("delayTime", boxed(answer.delayTime()))
        .put("executionTime", boxed(answer.executionTime()))
        .put("workerId", answer.workerId().map(ErrorsAndRefs::word).orElse(null))
        .put("retries", boxed(answer.retries()));
  }

  private boolean fits(String json) {
    return Utf8.length(json) <= outputMaxBytes;
  }

  private static Long boxed(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }

  private static Integer boxed(OptionalInt number) {
    return number.isPresent() ? number.getAsInt() : null;
  }
}
