package io.runpod.kafka.simulator;

import java.util.List;

/** The fault plan of one endpoint. Thread-safe; changes count from the next call on. */
public interface Faults {

  /** Adds a rule behind those there are. */
  void add(Fault fault);

  /** Drops all rules. */
  void clear();

  /** The rules and how often each has hit a call, in the order they were added. */
  List<Hits> hits();

  /** A rule and how often it has hit. */
  record Hits(Fault fault, int count) {}
}
