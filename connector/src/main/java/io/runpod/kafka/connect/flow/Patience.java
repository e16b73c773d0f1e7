package io.runpod.kafka.connect.flow;

import java.time.Duration;

/**
 * How long an endpoint that refuses every call is borne: calls pause then but for one now and then,
 * for a mishap of a proxy must not stop everything. Owned by one thread; time is in ns of one
 * clock.
 *
 * <pre>
 *                       has worked      never worked, and of the other endpoints
 *                                       none works    may work      some work
 *   at once             try again       fail          try again     try again
 *   after two minutes   fail            fail          fail          give up this one
 * </pre>
 */
public final class Patience {
  public static final Duration PROBE_INTERVAL = Duration.ofSeconds(5);
  public static final Duration LENGTH = Duration.ofMinutes(2);

  private boolean worked;
  private boolean refused;
  private long refusedSince;
  private long lastRefused;
  private long nextProbe;

  /** How the other endpoints of the connector fare; none works where there are none. */
  public enum Others {
    NONE_WORKS,
    /** Not all have been called. */
    MAY_WORK,
    SOME_WORK
  }

  /** What is to be done about a refusal. */
  public enum Verdict {
    TRY_AGAIN,
    /** Its settings are wrong, but the others' are right, so the task must not end for it. */
    GIVE_UP,
    FAIL
  }

  /** The endpoint answered as it should. */
  public void answered() {
    worked = true;
    refused = false;
  }

  /** The endpoint has worked before, for somebody with the same settings. */
  public void known() {
    worked = true;
  }

  /** It does not refuse every call after all, though none was answered as it should be. */
  public void forget() {
    refused = false;
  }

  /**
   * The endpoint refused a call as it would refuse any. Refusals that are further apart than what
   * is borne say nothing of the time between.
   */
  public Verdict refused(Others others, long now) {
    if (!worked && others == Others.NONE_WORKS) {
      return Verdict.FAIL;
    }
    boolean goesOn = refused && now - lastRefused <= LENGTH.toNanos();
    refusedSince = goesOn ? refusedSince : now;
    lastRefused = now;
    refused = true;
    if (now - refusedSince < LENGTH.toNanos()) {
      return Verdict.TRY_AGAIN;
    }
    return !worked && others == Others.SOME_WORK ? Verdict.GIVE_UP : Verdict.FAIL;
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
