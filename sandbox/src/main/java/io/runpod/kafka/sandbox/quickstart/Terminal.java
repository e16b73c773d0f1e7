package io.runpod.kafka.sandbox.quickstart;

import java.io.Console;

/** What is known about the terminal the program was started from. */
final class Terminal {
  private static final int USUAL_WIDTH = 100;

  private Terminal() {}

  /** Whether input and output are a terminal that understands ANSI sequences. */
  @SuppressWarnings("SystemConsoleNull") // isTerminal settles it on later JDKs
  static boolean isThere() {
    Console console = System.console();
    String kind = System.getenv("TERM");
    return console != null && isTerminal(console) && kind != null && !kind.equals("dumb");
  }

  /** Columns, as far as the environment says. */
  static int width() {
    String columns = System.getenv("COLUMNS");
    return columns != null && columns.matches("[0-9]{2,3}")
        ? Integer.parseInt(columns)
        : USUAL_WIDTH;
  }

  // from JDK 22 on there can be a console without a terminal, and a method that tells
  private static boolean isTerminal(Console console) {
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException olderJdk) {
      return true;
    }
  }
}
