package io.runpod.kafka.connect.flow;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How a pool's limit is divided: each share has a burst and a rate, and so has what they leave
 * unused. Burst and rate together fit any window of 10 s. Guarded by the pool's lock.
 */
final class Shares {
  private static final double WINDOW_SECONDS = 10;

  /** The part of a limit that may go at once; the rest comes evenly. */
  private static final double BURST = 0.01;

  /** Below this a share is too small to be kept apart: all of it is there for everyone. */
  private static final double LEAST_SHARE = 4;

  /** Requests a second of a limit that is all burst. */
  private static final double SLOWEST = 0.05;

  private final Map<Integer, Pace> byOwner = new HashMap<>();
  private double spareBurst;

  void put(int owner, Pace pace) {
    byOwner.put(owner, pace);
  }

  void remove(int owner, Pace pace) {
    byOwner.remove(owner, pace);
  }

  boolean isEmpty() {
    return byOwner.isEmpty();
  }

  boolean contains(Pace pace) {
    return byOwner.containsValue(pace);
  }

  Collection<Pace> all() {
    return byOwner.values();
  }

  /** What may be spare at most. */
  double spareBurst() {
    return spareBurst;
  }

  /** A limit has grown beyond what it was to begin with. */
  boolean grown() {
    return all().stream().anyMatch(pace -> pace.wanted > pace.base);
  }

  /**
   * Divides anew.
   *
   * @param mayGrow what a limit has grown by counts
   */
  void divide(boolean mayGrow) {
    boolean alone = byOwner.size() == 1;
    double limit = 0;
    double burst = 0;
    boolean small = false;
    for (Pace pace : all()) {
      pace.limit = mayGrow ? pace.wanted : Math.min(pace.wanted, pace.base);
      small |= pace.limit < LEAST_SHARE;
      pace.burst =
          pace.limit < LEAST_SHARE ? 0 : Math.max(1, pace.limit * (alone ? BURST : BURST / 2));
      limit += pace.limit;
      burst += pace.burst;
    }
    spareBurst = alone && !small ? 0 : Math.max(1, limit * BURST / 2);
    double perSecond = Math.max(SLOWEST, (limit - burst - spareBurst) / WINDOW_SECONDS * 0.995);
    for (Pace pace : all()) {
      pace.perSecond = perSecond * pace.limit / limit;
      pace.tokens = Math.min(pace.tokens, pace.burst);
    }
  }

  /** What the share gets with what is unused, of which those who use theirs up have a part each. */
  double perSecondWithUnused(Pace pace) {
    double using = pace.perSecond;
    double unused = 0;
    for (Pace other : all()) {
      if (other.burst >= 1 && other != pace) {
        using += other.full() ? 0 : other.perSecond;
        unused += other.full() ? other.perSecond : 0;
      }
    }
    return pace.perSecond + unused * pace.perSecond / using;
  }

  /** What is unused now, a second. */
  double unusedPerSecond() {
    double unused = 0;
    for (Pace pace : all()) {
      unused += pace.full() ? pace.perSecond : 0;
    }
    return unused;
  }
}
