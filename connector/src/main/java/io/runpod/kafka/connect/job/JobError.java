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
    /** The output is not what {@code runpod.output.schema} says. */
    OUTPUT_MISMATCH,
    /** The job completed, but RunPod has no output of it. */
    NO_OUTPUT,
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

  /** An output of {@code bytes} that a setting, a limit of {@code limit} bytes, kept out. */
  public static JobError tooLarge(long bytes, String setting, long limit) {
    return new JobError(
        Kind.OUTPUT_TOO_LARGE, "output of " + bytes + " bytes is above " + setting + "=" + limit);
  }

  /** The same of an answer in which the job's status was not seen. */
  JobError withStatusNotRead() {
    return new JobError(
        kind, message + "; RunPod's status was not read and is taken to be COMPLETED", details);
  }

  /** A job that completed without an output. */
  public static JobError noOutput() {
    return new JobError(
        Kind.NO_OUTPUT,
        "RunPod says COMPLETED but has no output. Either the handler returned nothing, or RunPod"
            + " refused what the worker sent, mostly for its size: look for \"Failed to return job"
            + " results\" in the worker's log, and let the handler store large results elsewhere"
            + " and return where they are");
  }
}
