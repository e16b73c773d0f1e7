package io.runpod.kafka.connect.flow;

import java.time.Duration;
import java.util.Optional;

/**
 * How long an endpoint that refuses every call is borne. A wrong key or endpoint fails the task on
 * its first call; once the endpoint has worked, calls pause but for one now and then, and the task
 * fails only when the trouble lasts: a mishap of a proxy must not stop everything. Owned by one
 * thread; time is in ns of one clock.
 */
public final class Patience {
  public static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);
  private static final Duration LENGTH = Duration.ofMinutes(2);

  private boolean worked;
  private boolean refused;
  private long refusedSince;
  private long nextProbe;

  /** The endpoint answered as it should. */
  public void answered() {
    worked = true;
    refused = false;
  }

  /** The endpoint has worked before, for somebody with the same settings. */
  public void known() {
    worked = true;
  }

  /**
   * The endpoint refused a call as it would refuse any.
   *
   * @param reason begins with the setting that may be wrong
   * @return the reason to fail the task, if it is time to
   */
  public Optional<String> refused(String reason, long now) {
    if (!worked) {
      return Optional.of(reason);
    }
    refusedSince = refused ? refusedSince : now;
    refused = true;
    return now - refusedSince < LENGTH.toNanos()
        ? Optional.empty()
        : Optional.of(reason + " (for " + LENGTH.toSeconds() + " s now)");
  }

  /** True from a refusal until the next answer. */
  public boolean refused() {
    return refused;
  }

  /** True if a call may be made now; while the endpoint refuses, one each few seconds. */
  public boolean callable(long now) {
    return nanosToNext(now) == 0;
  }

  /** Nanoseconds until a call may be made. */
  public long nanosToNext(long now) {
    return refused ? Math.max(0, nextProbe - now) : 0;
  }

  /** A call is made. */
  public void called(long now) {
    nextProbe = now + PROBE_INTERVAL.toNanos();
  }
}
