package io.runpod.kafka.connect.flow;

import java.time.Duration;

/**
 * A rate that is halved when the server says "too many" and then climbs back to its ceiling by one
 * twentieth of it per second. Requests that were on their way together are answered together: one
 * second sees at most one cut. Owned by one thread; time is in ns of one monotonic clock.
 */
public final class AdaptiveRate {
  private static final long CUT_EVERY = Duration.ofSeconds(1).toNanos();
  private static final double RECOVERY_PER_NANO = 1 / 20e9;
  private static final double FLOOR = 1 / 100.0;

  private final double ceiling;
  private double rate;
  private long at;
  private long lastCut;
  private boolean cutBefore;

  /**
   * @param ceiling the rate while nobody complains, per second
   */
  public AdaptiveRate(double ceiling, long now) {
    this.ceiling = ceiling;
    this.rate = ceiling;
    this.at = now;
  }

  /** The server refused a request because there were too many. */
  public void throttled(long now) {
    recover(now);
    if (!cutBefore || now - lastCut >= CUT_EVERY) {
      rate = Math.max(ceiling * FLOOR, rate / 2);
      lastCut = now;
      cutBefore = true;
    }
  }

  /** The rate that is right now, per second. */
  public double at(long now) {
    recover(now);
    return rate;
  }

  private void recover(long now) {
    if (now - at > 0) {
      rate = Math.min(ceiling, rate + ceiling * RECOVERY_PER_NANO * (now - at));
      at = now;
    }
  }
}
