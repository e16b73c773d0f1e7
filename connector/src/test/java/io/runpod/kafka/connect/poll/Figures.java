package io.runpod.kafka.connect.poll;

import java.time.Duration;

/** Prints what simulations have shown, a line each. */
final class Figures {
  private Figures() {}

  static void print(String what, PollSimulation simulation, Duration since) {
    print(what, simulation.endsSince(since), simulation);
  }

  static void print(String what, Lags ends, PollSimulation simulation) {
    System.out.printf(
        "%-52s %6d ends, seen after p50 %8.3f p99 %8.3f max %8.3f s; %7d requests, %d too many;"
            + " %d not seen%n",
        what,
        ends.count(),
        ends.seconds(0.5),
        ends.seconds(0.99),
        ends.seconds(1),
        simulation.asked(),
        simulation.refused(),
        simulation.unseen());
  }
}
