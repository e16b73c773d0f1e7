package io.runpod.kafka.connect.flow;

import java.time.Duration;

/**
 * Spares an endpoint that does not answer. After {@value #FAILURES} calls in a row that came to
 * nothing, one call at a time is tried, at intervals that double from one second to ten; the first
 * that is answered opens the way for all. Owned by one thread; time is in ns of one monotonic
 * clock.
 */
public final class Circuit {
  /** More than one bad worker or connection makes in a row, less than a second's worth of calls. */
  static final int FAILURES = 20;

  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(10);

  private int inARow;
  private Duration interval = FIRST;
  private boolean trying;
  private long nextTry;

  /** A call was answered, whatever the answer. */
  public void answered() {
    inARow = 0;
    interval = FIRST;
    trying = false;
  }

  /**
   * A call came to nothing: no connection, no answer, or a server error.
   *
   * @return true if this was the one too many
   */
  public boolean failed(long now) {
    inARow++;
    if (inARow < FAILURES) {
      return false;
    }
    if (inARow == FAILURES || trying) {
      trying = false;
      nextTry = now + interval.toNanos();
      interval = interval.compareTo(LONGEST.dividedBy(2)) > 0 ? LONGEST : interval.multipliedBy(2);
    }
    return inARow == FAILURES;
  }

  /** A call is made; if it is a trial, its outcome is waited for, but not for ever. */
  public void called(long now) {
    if (broken()) {
      trying = true;
      nextTry = now + LONGEST.toNanos();
    }
  }

  /** True while calls are only tried. */
  public boolean broken() {
    return inARow >= FAILURES;
  }

  /** Nanoseconds until a call may be made. */
  public long nanosToNext(long now) {
    return broken() ? Math.max(0, nextTry - now) : 0;
  }
}
