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
  public synchronized Pace join(int owner, double limitPer10s, long now) {
    refill(now);
    Pace pace = new Pace(this, limitPer10s);
    pace.tokens = 1;
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

  /** What is unused is counted for those who use theirs up, each by its share. */
  synchronized double perSecondWithUnused(Pace pace, long now) {
    return usualPerSecond(pace, now) * fraction;
  }

  synchronized double usualPerSecond(Pace pace, long now) {
    refill(now);
    double using = pace.perSecond;
    double unused = 0;
    for (Pace other : shares.values()) {
      if (other.burst >= 1 && other != pace) {
        boolean full = other.tokens >= other.burst;
        using += full ? 0 : other.perSecond;
        unused += full ? other.perSecond : 0;
      }
    }
    return pace.perSecond + unused * pace.perSecond / using;
  }

  synchronized long nanosToNext(Pace pace, long now) {
    refill(now);
    if (!shares.containsValue(pace)) {
      return Long.MAX_VALUE;
    }
    long wait = Math.max(0, quietUntil - now);
    if (pace.tokens >= 1 || spare >= 1) {
      return wait;
    }
    double own = pace.burst < 1 ? Double.MAX_VALUE : (1 - pace.tokens) / pace.perSecond;
    return Math.max(wait, nanos(Math.min(own, secondsToSpare(1))));
  }

  synchronized long nanosToSpare(Pace pace, long now) {
    long next = nanosToNext(pace, now);
    double own = (half(pace.burst) - pace.tokens) / pace.perSecond;
    return Math.max(next, nanos(Math.min(own, secondsToSpare(half(spareBurst)))));
  }

  /** One request and half of the burst. */
  private static double half(double burst) {
    return Math.min(burst, 1 + burst / 2);
  }

  /** Until so much is spare, at full rate and if nobody takes of it; less than 0 if more is. */
  private double secondsToSpare(double wanted) {
    double unused = 0;
    for (Pace pace : shares.values()) {
      unused += pace.tokens >= pace.burst ? pace.perSecond : 0;
    }
    return unused == 0 ? Double.MAX_VALUE : (wanted - spare) / unused;
  }

  private long nanos(double secondsAtFullRate) {
    return (long) Math.ceil(secondsAtFullRate / fraction * NANOS);
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
