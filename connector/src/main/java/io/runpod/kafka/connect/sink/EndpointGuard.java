package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.flow.Circuit;
import io.runpod.kafka.connect.flow.Patience;
import io.runpod.kafka.connect.job.EndpointId;
import java.util.Optional;
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

  private final EndpointId endpoint;
  private final KnownEndpoints known;
  private final Patience patience = new Patience();
  private final Circuit circuit = new Circuit();

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

  /** What came of a call, whatever it was. */
  void answered(Fate fate, long now) {
    if (fate.unanswered()) {
      failed(now);
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
      known.add(endpoint);
    }
  }

  private void failed(long now) {
    if (circuit.failed(now)) {
      LOG.warn("endpoint={} does not answer; trying one call at a time until it does", endpoint);
    }
  }

  /**
   * The endpoint refused a call as it would refuse any.
   *
   * @return why the task is to fail, if it is time to; else the call is to be made again
   */
  Optional<ConnectException> refused(String message, long now) {
    if (known.has(endpoint)) {
      patience.known();
    }
    boolean before = patience.refused();
    Optional<ConnectException> end = patience.refused(message, now).map(ConnectException::new);
    if (end.isEmpty() && !before) {
      LOG.warn(
          "endpoint={} refuses what it took before; trying once in {} s for a while: {}",
          endpoint,
          Patience.PROBE_INTERVAL.toSeconds(),
          message);
    }
    return end;
  }

  /** How long no call may be made; at most {@code longest}. */
  long nanosToNext(long now, long longest) {
    return Math.min(longest, Math.max(patience.nanosToNext(now), circuit.nanosToNext(now)));
  }
}
