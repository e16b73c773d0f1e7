package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.EndpointSettings;
import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.flow.Circuit;
import io.runpod.kafka.connect.flow.Patience;
import io.runpod.kafka.connect.job.EndpointId;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether an endpoint may be called at all: while it refuses every call, by the rules of {@link
 * Patience}; while it does not answer, by those of {@link Circuit}. What it did not take waits.
 * Owned by the engine's thread; times are ns of one monotonic clock.
 */
final class EndpointGuard {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointGuard.class);

  /** One or two in a row may be a mishap on the way. */
  private static final int STRANGE = 3;

  private static final String TOO_LONG = ", for " + Patience.LENGTH.toSeconds() + " s now";

  private final EndpointId endpoint;
  private final KnownEndpoints known;
  private final Patience patience = new Patience();
  private final Circuit circuit = new Circuit();
  private Optional<String> givenUp = Optional.empty();
  private int strange;

  EndpointGuard(EndpointId endpoint, KnownEndpoints known) {
    this.endpoint = endpoint;
    this.known = known;
  }

  boolean mayCall(long now) {
    return nanosToNext(now, Long.MAX_VALUE) == 0;
  }

  void called(long now) {
    patience.called(now);
    circuit.called(now);
  }

  /** What came of a call, unless it was {@link #strange}. */
  void answered(Fate fate, long now) {
    boolean refusedByPages = strange >= STRANGE;
    strange = 0;
    if (fate.unanswered()) {
      if (refusedByPages) {
        // they belong to an outage
        patience.forget();
      }
      failed(fate.trouble(), now);
      return;
    }
    if (circuit.broken()) {
      LOG.info("endpoint={} answers again", endpoint);
    }
    circuit.answered();
    // a request that was read and found bad was not refused for its key or its address
    if (fate instanceof Fate.Done || fate instanceof Fate.Reject) {
      if (patience.refused()) {
        LOG.info("endpoint={} takes calls again", endpoint);
      }
      patience.answered();
      givenUp = Optional.empty();
      known.add(endpoint);
    }
  }

  private void failed(String trouble, long now) {
    if (circuit.failed(now)) {
      LOG.warn(
          "endpoint={} does not answer, or with server errors only; trying one call at a time until"
              + " it does: {}",
          endpoint,
          trouble);
    }
  }

  /**
   * The endpoint refused a submission's call as it would refuse any.
   *
   * @param giveUp ends the submission, for a reason
   * @param fail ends the task
   */
  void refused(
      Submission submission,
      String message,
      long now,
      Submissions<?> work,
      Consumer<String> giveUp,
      Consumer<ConnectException> fail) {
    Patience.Verdict verdict = refused(message, now, fail);
    if (verdict == Patience.Verdict.GIVE_UP) {
      giveUp.accept(givenUp.orElseThrow());
    } else if (verdict == Patience.Verdict.TRY_AGAIN) {
      work.probe(submission, message, now);
    }
  }

  /**
   * Something answered a call as if all were well, but not as RunPod does: a proxy, or another
   * server. It says as little as no answer; where nothing else comes it is as good as a refusal.
   *
   * @param fail ends the task
   */
  void strange(String what, long now, Consumer<ConnectException> fail) {
    failed(what, now);
    strange++;
    if (strange >= STRANGE) {
      refused(
          EndpointSettings.BASE_URL
              + ": something answers there that is not the RunPod API, "
              + what,
          now,
          fail);
    }
  }

  private Patience.Verdict refused(String message, long now, Consumer<ConnectException> fail) {
    Patience.Others others = known.refused(endpoint);
    if (known.has(endpoint)) {
      patience.known();
    }
    boolean before = patience.refused();
    Patience.Verdict verdict = patience.refused(others, now);
    String reason = message + " (endpoint " + endpoint + ')';
    if (verdict == Patience.Verdict.FAIL) {
      boolean atOnce = others == Patience.Others.NONE_WORKS && !known.has(endpoint);
      fail.accept(new ConnectException(atOnce ? reason : reason + TOO_LONG));
    } else if (verdict == Patience.Verdict.GIVE_UP) {
      giveUp(reason + TOO_LONG);
    } else if (!before) {
      LOG.warn(
          "endpoint={} refuses every call; trying once in {} s for a while: {}",
          endpoint,
          Patience.PROBE_INTERVAL.toSeconds(),
          message);
    }
    return verdict;
  }

  private void giveUp(String reason) {
    if (givenUp.isEmpty()) {
      LOG.error("endpoint={} never worked, its records are dead letters now: {}", endpoint, reason);
    }
    givenUp = Optional.of(reason);
  }

  /** Why records of this endpoint wait no longer, but for the one that is tried now and then. */
  Optional<String> givenUp() {
    return givenUp;
  }

  /** How long no call may be made; at most {@code longest}. */
  long nanosToNext(long now, long longest) {
    return Math.min(longest, Math.max(patience.nanosToNext(now), circuit.nanosToNext(now)));
  }
}
