package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.flow.Patience;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the endpoint as a whole can be called, by the rules of {@link Patience}, and when all was
 * well with it last. Owned by the task's thread.
 */
final class EndpointWatch {
  private final Patience patience = new Patience();
  private Instant answered = Instant.MIN;

  /** The endpoint answered as it should. */
  void answered(Instant now) {
    answered(now, Duration.ZERO);
  }

  /**
   * The endpoint answered a question as it should.
   *
   * @param hold how long the answer may have been held: when it was asked, all was well
   */
  void answered(Instant now, Duration hold) {
    Instant well = now.minus(hold);
    answered = answered.isBefore(well) ? well : answered;
    patience.answered();
  }

  /**
   * The endpoint refuses every call.
   *
   * @return the reason to fail the task, if it is time to
   */
  Optional<String> refused(Fate.Fatal fatal, Instant now) {
    return patience.refused(fatal.message(), nanos(now));
  }

  /** True if a call may be made now; while the endpoint refuses, one each few seconds. */
  boolean callable(Instant now) {
    return patience.callable(nanos(now));
  }

  /** A call is made. */
  void called(Instant now) {
    patience.called(nanos(now));
  }

  /** When all was well with the endpoint last; the beginning of time if it never was. */
  Instant lastAnswered() {
    return answered;
  }

  private static long nanos(Instant time) {
    return Duration.ofMillis(time.toEpochMilli()).toNanos();
  }
}
