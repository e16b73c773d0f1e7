package io.runpod.kafka.sandbox.quickstart;

import java.io.PrintStream;

/** Where the quickstart shows what happens. Owned by one thread. */
sealed interface Screen permits PlainScreen, LiveScreen {
  /** A screen that redraws itself on a terminal, or prints line after line elsewhere. */
  static Screen on(PrintStream out) {
    return Terminal.isThere() ? new LiveScreen(out, Terminal.width()) : new PlainScreen(out);
  }

  /** A line that stays. */
  void line(String text);

  /** The board as it is now; called again and again. */
  void show(JobBoard board);

  /** The last picture of the board stays, lines go on below it. */
  void settle();
}
