package io.runpod.kafka.connect.flow;

import java.time.Duration;

/**
 * How many requests RunPod allows in 10 s: a base, and where many workers run, so many for each of
 * them. Workers come and go between two readings of {@code /health}, so the lower of the last two
 * counts, for a minute. If RunPod refuses a request while more than the base is used, the base is
 * all there is for ten minutes. Owned by one thread; time is in ns of one monotonic clock.
 */
public final class WorkerLimit {
  private static final long FRESH = Duration.ofMinutes(1).toNanos();
  private static final long REFUSED = Duration.ofMinutes(10).toNanos();

  private final double base;
  private final double perWorker;
  private int running;
  private int before;
  private long readAt;
  private long refusedAt;
  private boolean refused;

  /**
   * @param base requests in any window of 10 s, however many workers run
   * @param perWorker requests in any window of 10 s for each running worker; 0 if workers do not
   *     count
   */
  public WorkerLimit(double base, double perWorker) {
    this.base = base;
    this.perWorker = perWorker;
  }

  /** {@code /health} says that so many workers run. */
  public void read(int workers, long now) {
    before = now - readAt < FRESH ? running : 0;
    running = workers;
    readAt = now;
  }

  /** RunPod refused a request because there were too many. */
  public void throttled(long now) {
    if (at(now) > base) {
      refused = true;
      refusedAt = now;
    }
  }

  /** Another reading of {@code /health} may show that more is allowed. */
  public boolean mayGrow(long now) {
    return perWorker > 0 && !isRefused(now);
  }

  private boolean isRefused(long now) {
    refused &= now - refusedAt < REFUSED;
    return refused;
  }

  /** Requests in any window of 10 s, as far as is known. */
  public double at(long now) {
    boolean known = !isRefused(now) && now - readAt < FRESH;
    return known ? Math.max(base, perWorker * Math.min(running, before)) : base;
  }
}
