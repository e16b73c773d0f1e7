package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.flow.Circuit;
import io.runpod.kafka.connect.flow.Patience;
import io.runpod.kafka.connect.job.EndpointId;
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
  private Instant answered = Instant.MIN;
  private Instant warned = Instant.EPOCH;

  /**
   * @param known all endpoints of the task
   */
  EndpointWatch(EndpointId endpoint, KnownEndpoints known) {
    this.endpoint = endpoint;
    this.known = known;
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
    reached();
  }

  /** What came of a call, whatever it was. */
  void heard(Fate fate, Instant now) {
    if (!fate.unanswered()) {
      reached();
    } else if (circuit.failed(nanos(now))) {
      LOG.warn(
          "endpoint={} does not answer, or with server errors only; trying one call at a time until"
              + " it does: {}",
          endpoint,
          fate.trouble());
    }
  }

  private void reached() {
    if (circuit.broken()) {
      LOG.info("endpoint={} answers again", endpoint);
    }
    circuit.answered();
  }

  /**
   * The endpoint refuses every call.
   *
   * @return the reason to fail the task, if it is time to
   */
  Optional<String> refused(Fate.Fatal fatal, Instant now) {
    reached();
    boolean before = patience.refused();
    Patience.Others others = known.refused(endpoint);
    Patience.Verdict verdict = patience.refused(others, nanos(now));
    if (verdict == Patience.Verdict.FAIL) {
      boolean atOnce = others == Patience.Others.NONE_WORKS && !known.has(endpoint);
      String since = atOnce ? "" : ", for " + Patience.LENGTH.toSeconds() + " s now";
      return Optional.of(fatal.message() + " (endpoint " + endpoint + ')' + since);
    }
    boolean again =
        verdict == Patience.Verdict.GIVE_UP && warned.plus(Patience.LENGTH).isBefore(now);
    if (!before || again) {
      warned = now;
      LOG.warn(
          "endpoint={} refuses every call; trying once in {} s: {}",
          endpoint,
          Patience.PROBE_INTERVAL.toSeconds(),
          fatal.message());
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
