package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.simulator.Arrival;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.RequestCounts;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The requests an endpoint has seen.
 *
 * @param arrivals one by one, in the order they came
 */
public record Traffic(RequestCounts counts, List<Arrival> arrivals) {
  private static final int TOO_MANY_REQUESTS = 429;

  public Traffic {
    arrivals = List.copyOf(arrivals);
  }

  static Traffic of(SimulatedEndpoint endpoint) {
    // requests go on: those that come between the two are in the log and not in the counts
    RequestCounts counts = endpoint.requests();
    return new Traffic(counts, endpoint.arrivals());
  }

  /** Most requests under the operation's rate limit that arrived within any span of that length. */
  int most(Operation quota, Duration span) {
    Deque<Instant> window = new ArrayDeque<>();
    int most = 0;
    for (Arrival arrival : arrivals) {
      if (arrival.operation().quota() == quota) {
        window.add(arrival.at());
        while (!window.peek().plus(span).isAfter(arrival.at())) {
          window.poll();
        }
        most = Math.max(most, window.size());
      }
    }
    return most;
  }

  /** True if the log has every request that was counted. */
  boolean isWhole() {
    long counted = counts.byCode().keySet().stream().mapToLong(counts::count).sum();
    return arrivals.size() >= counted;
  }

  long refusedAsTooMany(Operation operation) {
    return counts.count(operation, TOO_MANY_REQUESTS);
  }
}
