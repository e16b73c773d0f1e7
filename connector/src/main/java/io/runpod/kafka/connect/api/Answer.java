package io.runpod.kafka.connect.api;

import java.util.Optional;

/** What came of a {@link Call}. Every call ends in exactly one of these, never in an exception. */
public sealed interface Answer {

  /** RunPod, or something between here and RunPod, answered. */
  @SuppressWarnings("ArrayRecordComponent") // a body is handed over, never compared
  record Response(int code, byte[] body, Optional<String> retryAfter, Optional<String> contentType)
      implements Answer {
    /** One that does not say what its body is. */
    public Response(int code, byte[] body, Optional<String> retryAfter) {
      this(code, body, retryAfter, Optional.empty());
    }
  }

  /** The answer's body went over the bound and was cut off; {@code bytes} were read. */
  @SuppressWarnings("ArrayRecordComponent") // a body is handed over, never compared
  record TooLarge(int code, long bytes, byte[] start) implements Answer {}

  /** The request cannot have arrived: no connection was made, or it was too late to begin. */
  record NotSent(String reason) implements Answer {}

  /** The request may have arrived, but no whole answer came back in time. */
  record Lost(String reason) implements Answer {}
}
