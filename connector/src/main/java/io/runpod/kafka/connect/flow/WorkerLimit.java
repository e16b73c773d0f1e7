package io.runpod.kafka.connect.flow;

import java.time.Duration;

/**
 * How many requests RunPod allows in 10 s: a base, and where many workers run, so many for each of
 * them. Workers come and go between two readings of {@code /health}, so the lower of the last two
 * counts, for a minute. Owned by one thread; time is in ns of one monotonic clock.
 */
public final class WorkerLimit {
  private static final long FRESH = Duration.ofMinutes(1).toNanos();

  private final double base;
  private final double perWorker;
  private int running;
  private int before;
  private long readAt;

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

  /** Another reading of {@code /health} may show that more is allowed. */
  public boolean grows() {
    return perWorker > 0;
  }

  /** Requests in any window of 10 s, as far as is known. */
  public double at(long now) {
    boolean known = now - readAt < FRESH;
    return known ? Math.max(base, perWorker * Math.min(running, before)) : base;
  }
}
