package io.runpod.kafka.sandbox.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A plain text table; the last column takes what is left of the line. */
final class Table {
  private static final int WIDEST_LAST = 60;

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... titles) {
    rows.add(List.of(titles));
  }

  void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** The lines, with the titles underlined. */
  List<String> lines() {
    int columns = rows.get(0).size();
    int[] widths =
        IntStream.range(0, columns)
            .map(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toArray();
    widths[columns - 1] = Math.min(widths[columns - 1], WIDEST_LAST);
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      lines.add(line(row, widths));
      if (lines.size() == 1) {
        lines.add("  " + "-".repeat(IntStream.of(widths).sum() + 2 * (columns - 1)));
      }
    }
    return lines;
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      String cut = cell.length() > widths[i] ? cell.substring(0, widths[i] - 3) + "..." : cell;
      line.append("  ").append(cut).append(" ".repeat(widths[i] - cut.length()));
    }
    return line.toString().stripTrailing();
  }
}
