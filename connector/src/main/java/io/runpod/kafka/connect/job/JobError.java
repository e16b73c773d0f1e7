package io.runpod.kafka.connect.job;

import java.util.Map;
import java.util.Objects;

/**
 * Why a job, or the publishing of its output, failed.
 *
 * @param details what a worker said beyond its message: any of the keys of {@link Detail}
 */
public record JobError(Kind kind, String message, Map<Detail, String> details) {

  /** Who is to blame, for consumers that want to act on it. */
  public enum Kind {
    /** The worker's code failed or said so. */
    HANDLER,
    /** RunPod gave the job up: no handler decided it. */
    INFRASTRUCTURE,
    /** The output is larger than this connector publishes. */
    OUTPUT_TOO_LARGE,
    /** The result was gone before it could be read. */
    EXPIRED,
    /** RunPod's answer could not be understood. */
    API
  }

  /** Parts of the error document that worker SDKs send. */
  public enum Detail {
    TYPE,
    TRACEBACK,
    HOSTNAME,
    WORKER_ID,
    RUNPOD_VERSION
  }

  public JobError {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(message);
    details = Map.copyOf(details);
  }

  public JobError(Kind kind, String message) {
    this(kind, message, Map.of());
  }

  /** An output of {@code bytes} that the limit of {@code limit} bytes kept out. */
  public static JobError tooLarge(long bytes, long limit) {
    return new JobError(
        Kind.OUTPUT_TOO_LARGE,
        "output of " + bytes + " bytes is above runpod.output.max.bytes=" + limit);
  }
}
