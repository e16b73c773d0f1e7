package io.runpod.kafka.connect.poll;

/**
 * Two sides that both have something to ask: the first goes before the second, but when it has
 * asked so many questions in a row, one is the second's if it wants it. What one side does not want
 * is the other's. So each has a part of what is granted, however little that is. Not thread-safe.
 */
final class Turns {
  private final int most;
  private int inARow;

  /**
   * @param most questions of the first side before the second has its turn
   */
  Turns(int most) {
    this.most = most;
  }

  /** It is the second side's turn. */
  boolean isSeconds() {
    return inARow == most;
  }

  /** One side has asked a question. */
  void asked(boolean bySecond) {
    inARow = bySecond ? 0 : Math.min(most, inARow + 1);
  }
}
