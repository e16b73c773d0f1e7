package io.runpod.kafka.sandbox.bench;

/** One thing to measure, on a stack of its own. */
interface Scenario {
  /** The word by which it is chosen. */
  String name();

  void run(Report report) throws InterruptedException;
}
