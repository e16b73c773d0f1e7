package io.runpod.kafka.connect.source;

import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the ledger is read ahead of what the task has taken up. The ledger's thread waits in
 * {@link #await}; all else is the task's.
 */
final class LedgerIntake {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerIntake.class);
  private static final int BATCHES_AHEAD = 4;

  private final Semaphore slots = new Semaphore(BATCHES_AHEAD);
  private int taken;
  private boolean closed;

  /** Waits until another batch may be handed over. */
  void await() throws InterruptedException {
    slots.acquire();
  }

  /** A batch was taken up. */
  void taken() {
    taken++;
  }

  /**
   * Lets the ledger be read on, or not.
   *
   * @param snapshotBytes size of the largest snapshot
   */
  void readOn(long snapshotBytes) {
    boolean open = SnapshotPace.readsOn(snapshotBytes);
    if (open) {
      readToItsEnd();
    }
    if (open == closed) {
      closed = !open;
      if (closed) {
        LOG.warn(
            "no new jobs are taken from the ledger while the source offset has bytes={}, more than"
                + " {}: too many jobs are alive in one ledger partition. Jobs that end make room;"
                + " to have fewer alive, set runpod.admission.max.queued at the sink, or spread"
                + " them over a ledger with more partitions",
            snapshotBytes,
            SnapshotPace.TOO_LARGE);
      } else {
        LOG.info("jobs are taken from the ledger again: source offset bytes={}", snapshotBytes);
      }
    }
  }

  /** Lets the ledger be read on whatever the snapshots' size, for the task waits for its end. */
  void readToItsEnd() {
    slots.release(taken);
    taken = 0;
  }

  /** Lets the ledger's thread go. */
  void stop() {
    slots.release(BATCHES_AHEAD);
  }
}
