package io.runpod.kafka.connect.flow;

import java.util.HashMap;
import java.util.Map;

/**
 * The shares of one limit that live in one JVM. Each is its owner's to use at any time; what it
 * leaves unused is there for the others. Any window of 10 s sees at most as many requests as the
 * shares add up to, and 98.5 % of them when there is always something to send. What the server says
 * to one of them counts for all. Thread-safe; time is in ns of one monotonic clock.
 */
public final class PacePool {
  private static final double NANOS = 1e9;
  private static final double WINDOW_SECONDS = 10;

  /** The part of a limit that may go at once; the rest comes evenly. */
  private static final double BURST = 0.01;

  /** Below this a share is too small to be kept apart: all of it is there for everyone. */
  private static final double LEAST_SHARE = 4;

  /** Requests a second of a limit that is all burst. */
  private static final double SLOWEST = 0.05;

  private final Map<Integer, Pace> shares = new HashMap<>();
  private final AdaptiveRate adaptive;
  private double fraction = 1;
  private double spare = 1;
  private double spareBurst;
  private long at;
  private long quietUntil;

  /** A pool without shares. */
  public PacePool(long now) {
    this.adaptive = new AdaptiveRate(1, now);
    this.at = now;
    this.quietUntil = now;
  }

  /**
   * Brings in a share, without a burst to begin with: who comes back at once has sent one just
   * before. An owner who has a share already brings this one instead: the former lets nothing
   * through any more.
   *
   * @param limitPer10s requests in any window of 10 s
   */
  public Pace join(int owner, double limitPer10s, long now) {
    return join(owner, limitPer10s, 1, now);
  }

  synchronized Pace join(int owner, double limitPer10s, double tokens, long now) {
    refill(now);
    Pace pace = new Pace(this, limitPer10s);
    pace.tokens = tokens;
    shares.put(owner, pace);
    divide();
    return pace;
  }

  /**
   * Takes a share out, unless its owner has brought another since.
   *
   * @return true if none is left
   */
  public synchronized boolean leave(int owner, Pace pace, long now) {
    refill(now);
    shares.remove(owner, pace);
    divide();
    return shares.isEmpty();
  }

  private void divide() {
    boolean alone = shares.size() == 1;
    double limit = 0;
    double burst = 0;
    boolean small = false;
    for (Pace pace : shares.values()) {
      small |= pace.limit < LEAST_SHARE;
      pace.burst =
          pace.limit < LEAST_SHARE ? 0 : Math.max(1, pace.limit * (alone ? BURST : BURST / 2));
      limit += pace.limit;
      burst += pace.burst;
    }
    spareBurst = alone && !small ? 0 : Math.max(1, limit * BURST / 2);
    double perSecond = Math.max(SLOWEST, (limit - burst - spareBurst) / WINDOW_SECONDS * 0.995);
    for (Pace pace : shares.values()) {
      pace.perSecond = perSecond * pace.limit / limit;
      pace.tokens = Math.min(pace.tokens, pace.burst);
    }
    spare = Math.min(spare, spareBurst);
  }

  synchronized boolean tryTake(Pace pace, long now) {
    refill(now);
    if (now - quietUntil < 0 || !shares.containsValue(pace)) {
      return false;
    }
    if (pace.tokens >= 1) {
      pace.tokens -= 1;
      return true;
    }
    if (spare >= 1) {
      spare -= 1;
      return true;
    }
    return false;
  }

  synchronized double perSecond(Pace pace, long now) {
    refill(now);
    return pace.perSecond * fraction;
  }

  synchronized long nanosToNext(Pace pace, long now) {
    refill(now);
    long wait = Math.max(0, quietUntil - now);
    if (pace.tokens >= 1 || spare >= 1) {
      return wait;
    }
    double own = pace.burst < 1 ? Double.MAX_VALUE : (1 - pace.tokens) / pace.perSecond;
    double unused = 0;
    for (Pace other : shares.values()) {
      unused += other.tokens >= other.burst ? other.perSecond : 0;
    }
    double seconds = Math.min(own, unused == 0 ? Double.MAX_VALUE : (1 - spare) / unused);
    return Math.max(wait, (long) Math.ceil(seconds / fraction * NANOS));
  }

  synchronized long nanosToSpare(Pace pace, long now) {
    refill(now);
    double wanted = Math.min(pace.burst, 1 + pace.burst / 2);
    return pace.tokens >= wanted
        ? Math.max(0, quietUntil - now)
        : Math.max(
            nanosToNext(pace, now),
            (long) Math.ceil((wanted - pace.tokens) / pace.perSecond / fraction * NANOS));
  }

  synchronized void limit(Pace pace, double limitPer10s, long now) {
    if (pace.limit != limitPer10s) {
      refill(now);
      pace.limit = limitPer10s;
      divide();
    }
  }

  synchronized void throttled(long now) {
    refill(now);
    adaptive.throttled(now);
    fraction = adaptive.at(now);
  }

  synchronized void quiet(long until) {
    if (until - quietUntil > 0) {
      quietUntil = until;
    }
  }

  private void refill(long now) {
    if (now - at <= 0) {
      return;
    }
    double seconds = (now - at) / NANOS * fraction;
    double unused = 0;
    for (Pace pace : shares.values()) {
      double filled = pace.tokens + seconds * pace.perSecond;
      pace.tokens = Math.min(pace.burst, filled);
      unused += filled - pace.tokens;
    }
    spare = Math.min(spareBurst, spare + unused);
    at = now;
    fraction = adaptive.at(now);
  }
}
