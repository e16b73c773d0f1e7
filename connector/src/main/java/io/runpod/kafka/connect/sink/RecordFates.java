package io.runpod.kafka.connect.sink;

import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * How the records that were taken in end: with their entry in the ledger or as dead letters, once
 * either is acknowledged. Where neither can be had, the task cannot go on. Owned by the task's
 * thread.
 */
final class RecordFates {
  private final InputPartitions partitions;
  private final DeadLetters deadLetters;
  private final Counters counters;
  private long finished;
  private Optional<ConnectException> failure = Optional.empty();

  RecordFates(InputPartitions partitions, DeadLetters deadLetters, Counters counters) {
    this.partitions = partitions;
    this.deadLetters = deadLetters;
    this.counters = counters;
  }

  /** The ledger has the record's entry since {@code appendedAt}, in epoch ms. */
  void recorded(Submission submission, long appendedAt, InputPartition partition) {
    finished++;
    partition.recorded(submission, appendedAt);
  }

  /** The record will become nothing: it goes to the dead-letter queue, or the task fails. */
  void reject(Submission submission, String reason) {
    rejected(new Outcome.Rejected(submission, reason, false));
  }

  /** Whether the record became something will never be known: the same. */
  void inDoubt(Submission submission, String reason) {
    rejected(new Outcome.Rejected(submission, reason, true));
  }

  void rejected(Outcome.Rejected rejected) {
    counters.rejected.incrementAndGet();
    try {
      deadLetters.report(rejected);
    } catch (ConnectException e) {
      fail(e);
    }
  }

  /** Takes in which dead letters were written meanwhile. Throws nothing. */
  void settle() {
    try {
      deadLetters.settle(
          submission -> partitions.of(submission).ifPresent(p -> deadLettered(submission, p)));
    } catch (ConnectException e) {
      fail(e);
    }
  }

  private void deadLettered(Submission submission, InputPartition partition) {
    finished++;
    partition.deadLettered(submission);
  }

  /** The task cannot go on; of several reasons the first counts. */
  void fail(ConnectException reason) {
    if (failure.isEmpty()) {
      failure = Optional.of(reason);
    }
  }

  /** Why the task cannot go on, if it cannot. */
  Optional<ConnectException> failure() {
    return failure;
  }

  /** Records finished since the task began. */
  long finished() {
    return finished;
  }
}
