package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the endpoint as a whole can be called. A wrong key or endpoint fails the task on its
 * first call; once it has worked, polling pauses, tries now and then, and the task fails only when
 * the trouble lasts: a mishap of a proxy must not stop everything.
 */
final class EndpointWatch {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);

  private Optional<Instant> answered = Optional.empty();
  private Optional<Instant> refusedSince = Optional.empty();
  private Instant nextProbe = Instant.MIN;

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
    answered = Optional.of(answered.filter(well::isBefore).orElse(well));
    refusedSince = Optional.empty();
  }

  /**
   * The endpoint refuses every call.
   *
   * @return the reason to fail the task, if it is time to
   */
  Optional<String> refused(Fate.Fatal fatal, Instant now) {
    if (answered.isEmpty()) {
      return Optional.of(fatal.message());
    }
    Instant since = refusedSince.orElse(now);
    refusedSince = Optional.of(since);
    return Duration.between(since, now).compareTo(PATIENCE) < 0
        ? Optional.empty()
        : Optional.of(fatal.message() + " (for " + PATIENCE.toSeconds() + " s now)");
  }

  /** True if a call may be made now; while the endpoint refuses, one each few seconds. */
  boolean callable(Instant now) {
    return refusedSince.isEmpty() || !now.isBefore(nextProbe);
  }

  /** A call is made. */
  void called(Instant now) {
    nextProbe = now.plus(PROBE_INTERVAL);
  }

  /** When all was well with the endpoint last; the beginning of time if it never was. */
  Instant lastAnswered() {
    return answered.orElse(Instant.MIN);
  }
}
