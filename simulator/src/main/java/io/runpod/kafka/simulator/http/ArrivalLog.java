package io.runpod.kafka.simulator.http;

import io.runpod.kafka.simulator.Arrival;
import java.util.ArrayDeque;
import java.util.List;

/** The latest requests of one endpoint, in the order they arrived. Thread-safe. */
public final class ArrivalLog {
  /** A simulator that runs for weeks must not grow. */
  private static final int MOST = 100_000;

  private final ArrayDeque<Arrival> arrivals = new ArrayDeque<>();

  synchronized void add(Arrival arrival) {
    if (arrivals.size() == MOST) {
      arrivals.poll();
    }
    arrivals.add(arrival);
  }

  /** The latest arrivals, oldest first. */
  public synchronized List<Arrival> latest() {
    return List.copyOf(arrivals);
  }
}
