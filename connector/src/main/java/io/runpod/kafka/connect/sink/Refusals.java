package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Fate;
import io.runpod.kafka.connect.flow.Patience;
import io.runpod.kafka.connect.job.EndpointId;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether an endpoint may be called at all, by the rules of {@link Patience}: while it refuses
 * every call, what it refused waits. Owned by the engine's thread; times are ns of one monotonic
 * clock.
 */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final EndpointId endpoint;
  private final Patience patience = new Patience();

  Refusals(EndpointId endpoint) {
    this.endpoint = endpoint;
  }

  boolean mayCall(long now) {
    return patience.callable(now);
  }

  void called(long now) {
    patience.called(now);
  }

  /** What came of a call, whatever it was. */
  void answered(Fate fate) {
    // a request that was read and found bad was not refused for its key or its address
    if (fate instanceof Fate.Done || fate instanceof Fate.Reject) {
      if (patience.refused()) {
        LOG.info("endpoint={} takes calls again", endpoint);
      }
      patience.answered();
    }
  }

  /**
   * The endpoint refused a call as it would refuse any.
   *
   * @return why the task is to fail, if it is time to; else the call is to be made again
   */
  Optional<ConnectException> refused(String message, long now) {
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
    return Math.min(longest, patience.nanosToNext(now));
  }
}
