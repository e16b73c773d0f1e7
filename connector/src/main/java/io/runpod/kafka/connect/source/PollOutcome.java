package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.JobEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of the answer to a poll.
 *
 * @param events what there is to tell of the job
 * @param again when to ask again, if the answer was of no use
 * @param hint something about the endpoint, beside the job
 * @param silence for how long the endpoint is to be asked about no other job either
 */
record PollOutcome(
    List<JobEvent> events, Optional<Duration> again, Hint hint, Optional<Duration> silence) {

  /** What an answer says of the endpoint. */
  enum Hint {
    NONE,
    /** It does not know the job. */
    MISSING,
    /** Too many requests were made. */
    THROTTLED,
    /** {@code /status-sync} is not to be had. */
    NO_STATUS_SYNC
  }

  static PollOutcome tell(List<JobEvent> events) {
    return new PollOutcome(events, Optional.empty(), Hint.NONE, Optional.empty());
  }

  static PollOutcome again(Duration delay) {
    return again(delay, Hint.NONE);
  }

  static PollOutcome again(Duration delay, Hint hint) {
    return new PollOutcome(List.of(), Optional.of(delay), hint, Optional.empty());
  }

  /** Too many requests were made. */
  static PollOutcome throttled(Duration delay, Optional<Duration> silence) {
    return new PollOutcome(List.of(), Optional.of(delay), Hint.THROTTLED, silence);
  }
}
