package io.runpod.kafka.connect.sink;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries that were given to the ledger and are not in it, as far as is known. While one of them is
 * appended again, or waits for longer than {@link #PATIENCE}, nothing more may be submitted: what
 * RunPod accepts would be in doubt if the process ended. Owned by the engine's thread; times are ns
 * of one monotonic clock.
 */
final class Unacknowledged {
  private static final Logger LOG = LoggerFactory.getLogger(Unacknowledged.class);

  /** Longer than a ledger takes that is well. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** By the time of their first attempt. */
  private final Set<One> open = new LinkedHashSet<>();

  private int repeated;
  private boolean told;

  /** One entry, until it is in the ledger or given up. */
  static final class One {
    private final long since;
    private int attempt = 1;

    private One(long since) {
      this.since = since;
    }

    /** How often it was appended, this time included. */
    int attempt() {
      return attempt;
    }
  }

  /** Another entry is appended. */
  One begin(long now) {
    One one = new One(now);
    open.add(one);
    return one;
  }

  /** It is to be appended once more. */
  void again(One one) {
    repeated += one.attempt == 1 ? 1 : 0;
    one.attempt++;
  }

  /** It is in the ledger, or need not be. */
  void end(One one) {
    if (open.remove(one)) {
      repeated -= one.attempt == 1 ? 0 : 1;
    }
  }

  /** True while nothing more may be submitted. */
  boolean tooLong(long now) {
    return repeated > 0
        || (!open.isEmpty() && now - open.iterator().next().since > PATIENCE.toNanos());
  }

  /** Says in the log that submits are held back, once, and that they go on. */
  void tell(long now) {
    boolean tooLong = tooLong(now);
    if (tooLong && !told) {
      LOG.warn(
          "ledger does not acknowledge entries={}; no jobs are submitted until it does",
          open.size());
    } else if (told && !tooLong) {
      LOG.info("ledger acknowledges again; jobs are submitted");
    }
    told = tooLong;
  }
}
