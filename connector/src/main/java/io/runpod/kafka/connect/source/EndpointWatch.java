package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.flow.Circuit;
import io.runpod.kafka.connect.flow.Patience;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.metrics.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the endpoint as a whole can be called, by the rules of {@link Patience} and {@link
 * Circuit}, and when all was well with it last. Owned by the task's thread.
 */
final class EndpointWatch {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointWatch.class);

  private final EndpointId endpoint;
  private final KnownEndpoints known;
  private final Patience patience = new Patience();
  private final Circuit circuit = new Circuit();
  private final EndpointTrouble polls;
  private final EndpointTrouble health;
  private Instant answered = Instant.MIN;

  /**
   * @param known all endpoints of the task
   */
  EndpointWatch(EndpointId endpoint, KnownEndpoints known) {
    this.endpoint = endpoint;
    this.known = known;
    this.polls = new EndpointTrouble(endpoint, "poll of a job");
    this.health = new EndpointTrouble(endpoint, "/health");
  }

  void show(Metrics metrics) {
    metrics.gauge(
        "polls-failing-ms",
        "For how long no poll of a job was answered with anything of use, up to the last one, in ms;"
            + " 0 if that was.",
        polls::lastingMs);
  }

  /** Whether polls of jobs are answered. */
  EndpointTrouble polls() {
    return polls;
  }

  /** Whether readings of {@code /health} are. */
  EndpointTrouble health() {
    return health;
  }

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
    known.add(endpoint);
    circuit.answered();
  }

  /** What came of a call, whatever it was. */
  void heard(Fate fate, Instant now) {
    if (!fate.unanswered()) {
      circuit.answered();
    } else if (circuit.failed(nanos(now))) {
      LOG.debug("endpoint={}: trying one call at a time", endpoint);
    }
  }

  /**
   * The endpoint refuses every call.
   *
   * @return the reason to fail the task, if it is time to
   */
  Optional<String> refused(Fate.Fatal fatal, Instant now) {
    circuit.answered();
    Patience.Others others = known.refused(endpoint);
    Patience.Verdict verdict = patience.refused(others, nanos(now));
    if (verdict == Patience.Verdict.FAIL) {
      boolean atOnce = others == Patience.Others.NONE_WORKS && !known.has(endpoint);
      String since = atOnce ? "" : ", for " + Patience.LENGTH.toSeconds() + " s now";
      return Optional.of(fatal.message() + " (endpoint " + endpoint + ')' + since);
    }
    return Optional.empty();
  }

  /** True if a call may be made now; of an endpoint in trouble, one each few seconds. */
  boolean callable(Instant now) {
    return patience.callable(nanos(now)) && circuit.nanosToNext(nanos(now)) == 0;
  }

  /** A call is made. */
  void called(Instant now) {
    patience.called(nanos(now));
    circuit.called(nanos(now));
  }

  /** When all was well with the endpoint last; the beginning of time if it never was. */
  Instant lastAnswered() {
    return answered;
  }

  private static long nanos(Instant time) {
    return Duration.ofMillis(time.toEpochMilli()).toNanos();
  }
}
