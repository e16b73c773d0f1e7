package io.runpod.kafka.sandbox.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final JobBoard board = new JobBoard();

  @Test
  void withoutATerminalEachChangeIsOneLineOfPlainText() {
    PlainScreen screen = new PlainScreen(out);
    board.sent("first", 0, 0);
    screen.show(board);
    screen.show(board);
    board.deadLetter(0, 0, "not JSON");
    screen.show(board);
    assertThat(printed().lines())
        .containsExactly("  first        SENT", "  first        DEAD LETTER");
  }

  @Test
  void onATerminalTheBoardIsDrawnOverItself() {
    LiveScreen screen = new LiveScreen(out, 80);
    board.sent("first", 0, 0);
    screen.show(board);
    assertThat(printed()).contains("SENT").contains("0/1 accounted for").doesNotContain("\033[2A");
    board.deadLetter(0, 0, "not JSON");
    screen.show(board);
    assertThat(printed()).contains("\033[2A").contains("not JSON").contains("1/1 accounted for");
  }

  @Test
  void aTableLinesUpItsColumnsAndCutsTheLast() {
    Table table = new Table("name", "text");
    table.row("a", "x".repeat(100));
    table.row("longer", "y");
    assertThat(table.lines())
        .startsWith("  name    text")
        .contains("  a       " + "x".repeat(57) + "...", "  longer  y");
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
