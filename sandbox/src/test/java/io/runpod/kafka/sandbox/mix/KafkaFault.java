package io.runpod.kafka.sandbox.mix;

import java.util.Arrays;
import java.util.Optional;

/** What fails tasks through no fault of a connector, and is over when they are started again. */
enum KafkaFault {
  /** A task that starts asks the leader to fence its predecessors, and the leader starts too. */
  LEADER_STARTS("has not been able to read a session key from the config topic yet", "KAFKA-17252"),
  /** The same, and the leader is gone. */
  LEADER_IS_GONE("IO Error trying to forward REST request", "leader gone"),
  /** The coordinator has given up a transaction while its commit was on the way. */
  COMMIT_AFTER_ABORT("InvalidTxnStateException", "KAFKA-20785"),
  /**
   * A partition has an open transaction of which the coordinator knows nothing: after a broker was
   * killed.
   */
  HANGING_TRANSACTION(null, "hanging transaction");

  // empty if no trace tells of it
  private final Optional<String> words;
  private final String issue;

  KafkaFault(String words, String issue) {
    this.words = Optional.ofNullable(words);
    this.issue = issue;
  }

  static Optional<KafkaFault> of(String trace) {
    return Arrays.stream(values())
        .filter(fault -> fault.words.filter(trace::contains).isPresent())
        .findFirst();
  }

  @Override
  public String toString() {
    return issue;
  }
}
