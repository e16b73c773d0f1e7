package io.runpod.kafka.connect.flow;

/**
 * When the next request may go: a share of the documented limit, less while the server says "too
 * many", and nothing at all while it asked for silence. Shares of one limit can be {@linkplain
 * PacePool pooled}. Thread-safe; time is in ns of one monotonic clock.
 */
public final class Pace {
  private final PacePool pool;

  /** Requests in 10 s to begin with. */
  final double base;

  /** Requests in 10 s as its owner sees it; like all below, the pool's to read and write. */
  double wanted;

  /** Requests in 10 s that count. */
  double limit;

  double burst;
  double perSecond;
  double tokens;

  Pace(PacePool pool, double limit) {
    this.pool = pool;
    this.base = limit;
    this.wanted = limit;
  }

  /** What comes in is left to others. */
  boolean full() {
    return tokens >= burst;
  }

  /** Takes the right to send one request, if it is there. */
  public boolean tryTake(long now) {
    return pool.tryTake(this, now);
  }

  /** Requests a second that may be sent now, what others of the pool leave unused not counted. */
  public double perSecond(long now) {
    return pool.perSecond(this, now);
  }

  /**
   * Requests a second that may be sent now, with a part of what others of the pool leave unused.
   */
  public double perSecondWithUnused(long now) {
    return pool.perSecondWithUnused(this, now);
  }

  /**
   * Requests a second that may be sent, with a part of what others leave unused, when the server
   * has refused nothing: 20 s behind its last refusal.
   */
  public double usualPerSecondWithUnused(long now) {
    return pool.usualPerSecondWithUnused(this, now);
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

  /**
   * From now on the share is another one: so many requests in any window of 10 s, unless they are
   * more than to begin with, and that was refused.
   */
  public void limit(double limitPer10s, long now) {
    pool.limit(this, limitPer10s, now);
  }

  /** The server refused a request because there were too many. */
  public void throttled(long now) {
    pool.throttled(now);
  }

  /** The server refused a request lately while a share of the pool had grown. */
  public boolean growthRefused(long now) {
    return pool.growthRefused(now);
  }

  /** The server asked for no requests before {@code until}. */
  public void quiet(long until) {
    pool.quiet(until);
  }
}
