package io.runpod.kafka.sandbox.mix;

import java.util.Arrays;
import java.util.Optional;

/** What fails tasks through no fault of a connector, and is over when they are started again. */
public enum KafkaFault {
  /** A task that starts asks the leader to fence its predecessors, and the leader starts too. */
  LEADER_STARTS("has not been able to read a session key from the config topic yet", "KAFKA-17252"),
  /** The same, and the leader is gone. */
  LEADER_IS_GONE("IO Error trying to forward REST request", "leader gone"),
  /**
   * The coordinator has given up a transaction while its commit was on the way (KAFKA-20785), or
   * the producer's commit has overtaken its records: docs/crash-runs.md.
   */
  UNTIMELY_COMMIT("InvalidTxnStateException", "untimely commit"),
  /**
   * Partitions had no leader for longer than a transaction may last, because a broker was taken
   * away; Connect gives the task up for it.
   */
  TRANSACTION_EXPIRED("before its producer transaction expired", "transaction expired");

  private final String words;
  private final String issue;

  KafkaFault(String words, String issue) {
    this.words = words;
    this.issue = issue;
  }

  /** The fault a task's stack trace, or a refusal of Connect, tells of, with all brokers there. */
  public static Optional<KafkaFault> of(String trace) {
    return ofOutage(trace).filter(fault -> fault != TRANSACTION_EXPIRED);
  }

  /** The same where a broker has been taken away. */
  static Optional<KafkaFault> ofOutage(String trace) {
    return Arrays.stream(values()).filter(fault -> trace.contains(fault.words)).findFirst();
  }

  @Override
  public String toString() {
    return issue;
  }
}
