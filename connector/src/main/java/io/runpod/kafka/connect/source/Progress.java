package io.runpod.kafka.connect.source;

import java.util.Optional;

/**
 * How far a partition of the ledger was read: by this task, which begins somewhat before where the
 * one before it was, and by all of them. Owned by the task's thread.
 */
final class Progress {
  private long position;
  private long next;
  private Optional<Integer> leaderEpoch;

  /**
   * @param stored what the task before this one remembered
   */
  Progress(Optional<Snapshot> stored) {
    this.next = stored.map(Snapshot::next).orElse(0L);
    this.leaderEpoch = stored.flatMap(Snapshot::leaderEpoch);
  }

  /**
   * Everything up to {@code offset} has taken effect, or takes it with what is in the outbox.
   *
   * @param leader the epoch of the broker that took that record; empty if it is not known
   */
  void passed(long offset, Optional<Integer> leader) {
    position = offset + 1;
    if (position >= next) {
      next = position;
      leaderEpoch = leader;
    }
  }

  /** The ledger has been read to where it ended, though the last record may be gone. */
  void reachedEnd() {
    position = Math.max(position, next);
  }

  /** Offset of the ledger this task has read up to. */
  long position() {
    return position;
  }

  /** Ledger offset up to which everything has taken effect, or takes it with the outbox. */
  long next() {
    return next;
  }

  /** Who led the ledger at the record before {@link #next()}; empty if it is not known. */
  Optional<Integer> leaderEpoch() {
    return leaderEpoch;
  }

  /** True once this task has read all that took effect before it. */
  boolean replayed() {
    return position >= next;
  }
}
