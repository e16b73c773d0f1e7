package io.runpod.kafka.connect.flow;

/**
 * When the next request may go: a share of the documented limit, less while the server says "too
 * many", and nothing at all while it asked for silence. Shares of one limit can be {@linkplain
 * PacePool pooled}. Thread-safe; time is in ns of one monotonic clock.
 */
public final class Pace {
  private final PacePool pool;

  /** Requests in 10 s; like all below, the pool's to read and write. */
  double limit;

  double burst;
  double perSecond;
  double tokens;

  Pace(PacePool pool, double limit) {
    this.pool = pool;
    this.limit = limit;
  }

  /** Takes the right to send one request, if it is there. */
  public boolean tryTake(long now) {
    return pool.tryTake(this, now);
  }

  /** Requests a second that may be sent now, what others of the pool leave unused not counted. */
  public double perSecond(long now) {
    return pool.perSecond(this, now);
  }

  /** The same with a part of what others of the pool leave unused, as long as they do. */
  public double perSecondWithUnused(long now) {
    return pool.perSecondWithUnused(this, now);
  }

  /** The same, as it is when the server has refused nothing: within 20 s it will be again. */
  public double usualPerSecond(long now) {
    return pool.usualPerSecond(this, now);
  }

  /**
   * Nanoseconds until a request may be sent, if nobody else does; 0 if one may now, and the largest
   * long for a share that was taken out.
   */
  public long nanosToNext(long now) {
    return pool.nanosToNext(this, now);
  }

  /**
   * Nanoseconds until a request may be sent that leaves half of the burst behind, be it of this
   * share or of what others left unused; 0 if one may.
   */
  public long nanosToSpare(long now) {
    return pool.nanosToSpare(this, now);
  }

  /** From now on the share is another one: so many requests in any window of 10 s. */
  public void limit(double limitPer10s, long now) {
    pool.limit(this, limitPer10s, now);
  }

  /** The server refused a request because there were too many. */
  public void throttled(long now) {
    pool.throttled(now);
  }

  /** The server asked for no requests before {@code until}. */
  public void quiet(long until) {
    pool.quiet(until);
  }
}
