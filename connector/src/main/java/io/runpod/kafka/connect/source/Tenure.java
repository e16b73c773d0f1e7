package io.runpod.kafka.connect.source;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the task may ask RunPod about the jobs of its partitions: the ledger has been replayed
 * and knows that this task reads their streams, and the task was not away since. Owned by the
 * task's thread.
 *
 * <pre>
 * REPLAYING ── replayed ──► TAKING_STREAMS ── marks written ──► LIVE ◄── ledger read to its end ─┐
 *                                                                └── away for 2 s ──► LOOKING ────┘
 * </pre>
 */
final class Tenure {
  private static final Logger LOG = LoggerFactory.getLogger(Tenure.class);
  private static final long LONGEST_LOOK = Duration.ofSeconds(5).toNanos();

  private enum Stage {
    REPLAYING,
    TAKING_STREAMS,
    LIVE,
    LOOKING
  }

  private final Adoption adoption;
  private final Runnable takeStreams;
  private final Runnable askLedgerEnds;
  private final LongSupplier nanos;
  private final Presence presence = new Presence();
  private Stage stage = Stage.REPLAYING;
  private long lookedAt;

  /**
   * @param takeStreams says in the ledger that this task reads the streams; {@link #streamsTaken}
   *     follows
   * @param askLedgerEnds asks where the ledger ends; {@link Adoption#ends} follows
   * @param nanos a monotonic clock
   */
  Tenure(Adoption adoption, Runnable takeStreams, Runnable askLedgerEnds, LongSupplier nanos) {
    this.adoption = adoption;
    this.takeStreams = takeStreams;
    this.askLedgerEnds = askLedgerEnds;
    this.nanos = nanos;
  }

  /** The task does something now. After an absence another may have taken over meanwhile. */
  void present() {
    if (presence.wasAway(nanos.getAsLong()) && begun()) {
      LOG.info("the task was away for a while; looking whether another has taken over");
      stage = Stage.LOOKING;
      lookedAt = presence.lastSeen();
      adoption.endsUnknown();
      askLedgerEnds.run();
    }
  }

  /** More of the ledger has been taken up, or it is known how far it has to be. */
  void ledgerRead() {
    if (!adoption.replayed()) {
      return;
    }
    if (stage == Stage.REPLAYING) {
      adoption.finish();
      stage = Stage.TAKING_STREAMS;
      takeStreams.run();
    } else if (stage == Stage.LOOKING) {
      stage = Stage.LIVE;
    }
  }

  /** The ledger knows that this task reads the streams. */
  void streamsTaken() {
    stage = Stage.LIVE;
  }

  /** The streams are this task's, unless it is found that another has taken over. */
  boolean begun() {
    return stage == Stage.LIVE || stage == Stage.LOOKING;
  }

  /** When the task was last known to be there, in ns of the monotonic clock. */
  long lastPresent() {
    return presence.lastSeen();
  }

  /**
   * The task will soon know whether it may ask, and does well to hand out nothing before: if the
   * commit behind that takes long, it has to look again. It does not wait long for a ledger that
   * cannot be read.
   */
  boolean looks() {
    return stage == Stage.LOOKING && presence.lastSeen() - lookedAt < LONGEST_LOOK;
  }

  /** RunPod may be asked. */
  boolean mayAsk() {
    return stage == Stage.LIVE;
  }
}
