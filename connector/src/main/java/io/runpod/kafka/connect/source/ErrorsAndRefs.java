package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.JobError;
import io.runpod.kafka.connect.job.JobError.Detail;
import io.runpod.kafka.connect.job.RequestRef;
import java.time.Instant;
import java.util.Date;
import org.apache.kafka.connect.data.Struct;

/** The two structs that several records share. */
final class ErrorsAndRefs {
  /**
   * Longest texts of an error that are published, in characters: a worker may send megabytes. All
   * of them together, at 3 bytes each, leave a record with the largest output below 1 MiB.
   */
  private static final int MESSAGE = 8 * 1024;

  private static final int TRACEBACK = 16 * 1024;
  private static final int OTHER = 512;

  private ErrorsAndRefs() {}

  static Struct error(JobError error) {
    return new Struct(RecordSchemas.JOB_ERROR)
        .put("kind", error.kind().name())
        .put("message", cut(error.message(), MESSAGE))
        .put("type", cut(error.details().get(Detail.TYPE), OTHER))
        .put("traceback", cut(error.details().get(Detail.TRACEBACK), TRACEBACK))
        .put("hostname", cut(error.details().get(Detail.HOSTNAME), OTHER))
        .put("workerId", cut(error.details().get(Detail.WORKER_ID), OTHER))
        .put("runpodVersion", cut(error.details().get(Detail.RUNPOD_VERSION), OTHER));
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

  /** A word RunPod sends that is short in every answer ever seen, but need not be. */
  static String word(String text) {
    return cut(text, OTHER);
  }

  private static String cut(String text, int longest) {
    return text == null || text.length() <= longest
        ? text
        : text.substring(0, longest) + "… (" + text.length() + " characters)";
  }
}
