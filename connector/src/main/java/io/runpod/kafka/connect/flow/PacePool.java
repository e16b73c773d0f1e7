package io.runpod.kafka.connect.flow;

import java.time.Duration;

/**
 * The shares of one limit that live in one JVM. Each is its owner's to use at any time; what it
 * leaves unused is there for the others. Any window of 10 s sees at most as many requests as the
 * shares add up to, and 98.5 % of them when there is always something to send. What the server says
 * to one of them counts for all: if it refuses a request while a share has grown, all shares are
 * for ten minutes what they were to begin with. Thread-safe; time is in ns of one monotonic clock.
 */
public final class PacePool {
  private static final double NANOS = 1e9;
  private static final long GROWTH_REFUSED = Duration.ofMinutes(10).toNanos();

  private final Shares shares = new Shares();
  private final AdaptiveRate adaptive;
  private double fraction = 1;
  private double spare = 1;
  private long at;
  private long quietUntil;
  private boolean growthRefused;
  private long refusedAt;

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
    shares.divide(!growthRefused);
    spare = Math.min(spare, shares.spareBurst());
  }

  synchronized boolean tryTake(Pace pace, long now) {
    refill(now);
    if (now - quietUntil < 0 || !shares.contains(pace)) {
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

  synchronized double perSecondWithUnused(Pace pace, long now) {
    refill(now);
    return shares.perSecondWithUnused(pace) * fraction;
  }

  synchronized double usualPerSecondWithUnused(Pace pace, long now) {
    refill(now);
    return shares.perSecondWithUnused(pace);
  }

  synchronized long nanosToNext(Pace pace, long now) {
    refill(now);
    if (!shares.contains(pace)) {
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
    return Math.max(next, nanos(Math.min(own, secondsToSpare(half(shares.spareBurst())))));
  }

  /** One request and half of the burst. */
  private static double half(double burst) {
    return Math.min(burst, 1 + burst / 2);
  }

  /** Until so much is spare, at full rate and if nobody takes of it; less than 0 if more is. */
  private double secondsToSpare(double wanted) {
    double unused = shares.unusedPerSecond();
    return unused == 0 ? Double.MAX_VALUE : (wanted - spare) / unused;
  }

  private long nanos(double secondsAtFullRate) {
    return (long) Math.ceil(secondsAtFullRate / fraction * NANOS);
  }

  synchronized void limit(Pace pace, double limitPer10s, long now) {
    if (pace.wanted != limitPer10s) {
      refill(now);
      pace.wanted = limitPer10s;
      divide();
    }
  }

  synchronized void throttled(long now) {
    refill(now);
    adaptive.throttled(now);
    fraction = adaptive.at(now);
    if (!growthRefused && shares.grown()) {
      growthRefused = true;
      refusedAt = now;
      divide();
    }
  }

  synchronized boolean growthRefused(long now) {
    refill(now);
    return growthRefused;
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
    for (Pace pace : shares.all()) {
      double filled = pace.tokens + seconds * pace.perSecond;
      pace.tokens = Math.min(pace.burst, filled);
      unused += filled - pace.tokens;
    }
    spare = Math.min(shares.spareBurst(), spare + unused);
    at = now;
    fraction = adaptive.at(now);
    if (growthRefused && now - refusedAt >= GROWTH_REFUSED) {
      growthRefused = false;
      divide();
    }
  }
}
