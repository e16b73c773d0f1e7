package io.runpod.kafka.sandbox.quickstart;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/** Prints a line for every change, for logs and pipes. */
final class PlainScreen implements Screen {
  private record Shown(String status, int textLength) {}

  private final PrintStream out;
  private final Map<String, Shown> shown = new HashMap<>();

  PlainScreen(PrintStream out) {
    this.out = out;
  }

  @Override
  public void line(String text) {
    out.println(text);
  }

  @Override
  public void show(JobBoard board) {
    for (Row row : board.rows()) {
      Shown before = shown.getOrDefault(row.name(), new Shown("", 0));
      String text = row.text();
      if (text.length() > before.textLength()) {
        print(row, "+ " + text.substring(before.textLength()).strip());
      }
      if (!row.status().equals(before.status())) {
        print(row, row.status());
      }
      shown.put(row.name(), new Shown(row.status(), text.length()));
    }
  }

  @Override
  public void settle() {
    out.flush();
  }

  private void print(Row row, String what) {
    out.printf("  %-12s %s%n", row.name(), what);
  }
}
