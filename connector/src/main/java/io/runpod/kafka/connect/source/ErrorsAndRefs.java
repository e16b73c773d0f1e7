package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.JobError;
import io.runpod.kafka.connect.job.JobError.Detail;
import io.runpod.kafka.connect.job.RequestRef;
import java.time.Instant;
import java.util.Date;
import org.apache.kafka.connect.data.Struct;

/** The two structs that several records share. */
final class ErrorsAndRefs {
  /** Longest text of an error that is published, in characters: a worker may send megabytes. */
  private static final int LONGEST = 32 * 1024;

  private ErrorsAndRefs() {}

  static Struct error(JobError error) {
    return new Struct(RecordSchemas.JOB_ERROR)
        .put("kind", error.kind().name())
        .put("message", cut(error.message()))
        .put("type", cut(error.details().get(Detail.TYPE)))
        .put("traceback", cut(error.details().get(Detail.TRACEBACK)))
        .put("hostname", cut(error.details().get(Detail.HOSTNAME)))
        .put("workerId", cut(error.details().get(Detail.WORKER_ID)))
        .put("runpodVersion", cut(error.details().get(Detail.RUNPOD_VERSION)));
  }

  static Struct request(RequestRef request) {
    return new Struct(RecordSchemas.REQUEST_REF)
        .put("topic", request.topic())
        .put("partition", request.partition())
        .put("offset", request.offset())
        .put(
            "timestamp",
            request.timestamp() == RequestRef.NO_TIMESTAMP
                ? null
                : Date.from(Instant.ofEpochMilli(request.timestamp())))
        .put("key", request.key().orElse(null));
  }

  private static String cut(String text) {
    return text == null || text.length() <= LONGEST
        ? text
        : text.substring(0, LONGEST) + "… (" + text.length() + " characters)";
  }
}
