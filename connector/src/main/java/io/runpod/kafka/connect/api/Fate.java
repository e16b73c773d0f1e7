package io.runpod.kafka.connect.api;

import io.runpod.kafka.connect.job.JobStatus;
import java.util.Optional;

/** What becomes of a call, or of the record behind it: exactly one of these. */
public sealed interface Fate {
  /** True if RunPod said nothing, or that it cannot: no call would have fared better. */
  default boolean unanswered() {
    return this instanceof InDoubt || (this instanceof Retry retry && !retry.throttled());
  }

  /** In words, what was said instead of an answer; empty if there was one. */
  default String trouble() {
    if (this instanceof InDoubt doubt) {
      return doubt.reason();
    }
    return this instanceof Retry retry ? retry.reason() : "";
  }

  /** RunPod answered as it should; the body can be read. */
  @SuppressWarnings("ArrayRecordComponent") // a body is handed over, never compared
  record Done(byte[] body) implements Fate {}

  /** Nothing happened at RunPod; the same call may be made again, after {@code retryAfter}. */
  record Retry(String reason, Optional<String> retryAfter, boolean throttled) implements Fate {}

  /** RunPod will never take this: the record goes to the dead-letter queue with the reason. */
  record Reject(String reason) implements Fate {}

  /** RunPod may or may not have taken it. */
  record InDoubt(String reason, Optional<String> retryAfter) implements Fate {
    public InDoubt(String reason) {
      this(reason, Optional.empty());
    }
  }

  /** No call can succeed until somebody changes {@code setting}. */
  record Fatal(String setting, String reason) implements Fate {
    public String message() {
      return setting + ": " + reason;
    }

    /** True if it may be the operation, not the endpoint, that RunPod does not know. */
    public boolean operationUnknown() {
      return setting.equals(EndpointSettings.ENDPOINT_ID)
          || setting.equals(EndpointSettings.POLL_METHOD);
    }
  }

  /** RunPod's own "job not found". */
  record JobNotFound() implements Fate {}

  /**
   * The answer is larger than what this connector reads.
   *
   * @param status the job's, if the part that was read tells
   */
  record AnswerTooLarge(long bytes, Optional<JobStatus> status) implements Fate {}
}
