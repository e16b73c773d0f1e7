package io.runpod.kafka.connect.flow;

import java.time.Duration;

/** A pace that nobody shares, with its burst saved up. */
public final class LonePace {
  private static final long LONG_AGO = Duration.ofMinutes(1).toNanos();

  private LonePace() {}

  /**
   * @param limitPer10s requests in any window of 10 s
   */
  public static Pace of(double limitPer10s, long now) {
    return new PacePool(now - LONG_AGO).join(0, limitPer10s, now - LONG_AGO);
  }
}
