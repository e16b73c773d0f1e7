package io.runpod.kafka.sandbox.transactions;

import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * One transaction of a load, as its producer knows it: one record in each of the partitions.
 *
 * @param number what each record says
 */
record Transaction(int number, List<TopicPartition> partitions, Fate fate) {
  enum Fate {
    /** Its commit was acknowledged. */
    COMMITTED,
    /** Its commit was never asked for. */
    ABORTED,
    /** Its commit failed. */
    UNKNOWN
  }

  /** What is wrong if so many of its records are visible to readers of committed ones. */
  String violation(long visible) {
    boolean whole = visible == partitions.size();
    String wrong =
        switch (fate) {
          case COMMITTED -> whole ? "" : "lost";
          case ABORTED -> visible == 0 ? "" : "visible though aborted";
          case UNKNOWN -> whole || visible == 0 ? "" : "torn";
        };
    return wrong.isEmpty() ? "" : "%s, %d visible: %s".formatted(wrong, visible, this);
  }
}
