package io.runpod.kafka.connect.flow;

/**
 * How many requests may be sent now. Refills continuously at {@code rate} and never holds more than
 * {@code burst}, so any window of 10 s sees at most {@code burst + 10 × rate} of them. Not
 * thread-safe; time is the caller's, in ns of one monotonic clock.
 */
public final class TokenBucket {
  private static final double NANOS = 1e9;

  private final double burst;
  private double perSecond;
  private double tokens;
  private long at;

  /** A bucket that is full at {@code now}. */
  public TokenBucket(double perSecond, double burst, long now) {
    if (perSecond <= 0 || burst < 1) {
      throw new IllegalArgumentException("a rate above 0 and a burst of at least 1 are needed");
    }
    this.perSecond = perSecond;
    this.burst = burst;
    this.tokens = burst;
    this.at = now;
  }

  /** Takes one token if there is one. */
  public boolean tryTake(long now) {
    refill(now);
    if (tokens < 1) {
      return false;
    }
    tokens -= 1;
    return true;
  }

  /** Nanoseconds until a token is there; 0 if one is. */
  public long nanosToNext(long now) {
    refill(now);
    return tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / perSecond * NANOS);
  }

  /** Changes the rate from now on. */
  public void setRate(double newPerSecond, long now) {
    refill(now);
    perSecond = newPerSecond;
  }

  private void refill(long now) {
    if (now - at > 0) {
      tokens = Math.min(burst, tokens + (now - at) / NANOS * perSecond);
      at = now;
    }
  }
}
