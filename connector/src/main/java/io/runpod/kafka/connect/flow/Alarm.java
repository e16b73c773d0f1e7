package io.runpod.kafka.connect.flow;

import java.time.Duration;

/**
 * When to say that questions are no longer answered with anything of use, and when that they are
 * again. A mishap is not worth it: that takes {@value #IN_A_ROW} in a row, over ten seconds. Owned
 * by one thread; time is in ns of one clock.
 */
public final class Alarm {
  static final int IN_A_ROW = 3;
  static final Duration BORNE = Duration.ofSeconds(10);

  /** It is said again while it lasts, and no more often however often it begins. */
  static final Duration AGAIN = Duration.ofMinutes(1);

  private int inARow;
  private long first;
  private long last;
  private boolean raised;
  private boolean everSaid;
  private long said;

  /**
   * One more answer was of no use.
   *
   * @return true if it is time to say so
   */
  public boolean failed(long now) {
    first = inARow == 0 ? now : first;
    last = now;
    inARow++;
    if (inARow < IN_A_ROW
        || lasting().compareTo(BORNE) < 0
        || (everSaid && now - said < AGAIN.toNanos())) {
      return false;
    }
    said = now;
    everSaid = true;
    raised = true;
    return true;
  }

  /**
   * An answer was of use.
   *
   * @return true if it was said that there are none
   */
  public boolean answered() {
    boolean ends = raised;
    inARow = 0;
    raised = false;
    return ends;
  }

  /** From the first of the useless answers in a row to the last; zero if there is none. */
  public Duration lasting() {
    return inARow == 0 ? Duration.ZERO : Duration.ofNanos(last - first);
  }
}
