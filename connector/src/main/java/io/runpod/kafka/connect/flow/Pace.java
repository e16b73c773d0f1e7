package io.runpod.kafka.connect.flow;

/**
 * When the next request may go: a share of the documented limit, less while the server says "too
 * many", and nothing at all while it asked for silence. Owned by one thread; time is in ns of one
 * monotonic clock.
 */
public final class Pace {
  private final TokenBucket bucket;
  private final AdaptiveRate rate;
  private long quietUntil;

  /**
   * @param limitPer10s requests in any window of 10 s
   */
  public Pace(double limitPer10s, long now) {
    this.bucket = TokenBucket.ofTenSecondLimit(limitPer10s, now);
    this.rate = new AdaptiveRate(bucket.rate(), now);
    this.quietUntil = now;
  }

  /** Takes the right to send one request, if it is there. */
  public boolean tryTake(long now) {
    if (now - quietUntil < 0) {
      return false;
    }
    adjust(now);
    return bucket.tryTake(now);
  }

  /** Requests a second that may be sent now. */
  public double perSecond(long now) {
    adjust(now);
    return bucket.rate();
  }

  /** Nanoseconds until a request may be sent; 0 if one may now. */
  public long nanosToNext(long now) {
    adjust(now);
    return Math.max(quietUntil - now, bucket.nanosToNext(now));
  }

  /** The server refused a request because there were too many. */
  public void throttled(long now) {
    rate.throttled(now);
  }

  /** The server asked for no requests before {@code until}. */
  public void quiet(long until) {
    if (until - quietUntil > 0) {
      quietUntil = until;
    }
  }

  private void adjust(long now) {
    double wanted = rate.at(now);
    if (wanted != bucket.rate()) {
      bucket.setRate(wanted, now);
    }
  }
}
