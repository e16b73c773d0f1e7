package io.runpod.kafka.sandbox.quickstart;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Draws the board over itself with ANSI sequences: a row per job, a bar below. */
final class LiveScreen implements Screen {
  private static final int MOST_ROWS = 12;
  private static final int BAR = 32;

  private final PrintStream out;
  private final int width;
  private int drawn;

  LiveScreen(PrintStream out, int width) {
    this.out = out;
    this.width = width;
  }

  @Override
  public void line(String text) {
    settle();
    out.println(text);
  }

  @Override
  public void show(JobBoard board) {
    List<String> lines = new ArrayList<>();
    List<Row> rows = new ArrayList<>(board.rows());
    if (rows.size() > MOST_ROWS) {
      rows.removeIf(Row::isAccounted);
    }
    rows.stream().limit(MOST_ROWS).map(this::row).forEach(lines::add);
    lines.add(bar(board));
    StringBuilder picture = new StringBuilder();
    if (drawn > 0) {
      picture.append("\033[").append(drawn).append('A');
    }
    lines.forEach(line -> picture.append("\r\033[2K").append(line).append('\n'));
    // rows that are gone since the last picture
    picture.append("\033[J");
    out.print(picture);
    out.flush();
    drawn = lines.size();
  }

  @Override
  public void settle() {
    drawn = 0;
  }

  private String row(Row row) {
    String said = row.outcome();
    int room = Math.max(10, width - 30);
    String shown = said;
    if (said.length() > room) {
      // of a text that is still growing the newest words, else the first
      shown =
          row.isAccounted()
              ? said.substring(0, room - 1) + "…"
              : "…" + said.substring(said.length() - room + 1);
    }
    return "  %-12s %s%-12s\033[0m %s"
        .formatted(row.name(), colour(row.status()), row.status(), shown);
  }

  private static String bar(JobBoard board) {
    int all = board.rows().size();
    int done = (int) board.accounted();
    int filled = all == 0 ? 0 : BAR * done / all;
    return "  \033[36m%s\033[2m%s\033[0m %d/%d accounted for, %d chunks"
        .formatted("━".repeat(filled), "━".repeat(BAR - filled), done, all, board.chunks());
  }

  private static String colour(String status) {
    return switch (status) {
      case "COMPLETED" -> "\033[32m";
      case "IN_PROGRESS" -> "\033[36m";
      case "SENT", "IN_QUEUE" -> "\033[2m";
      default -> "\033[31m";
    };
  }
}
