package io.runpod.kafka.sandbox.quickstart;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.schema.JobResult;
import java.util.List;
import java.util.Objects;

/** The end of the story: a table of results, and whether all is well. */
final class Summary {
  private Summary() {}

  /**
   * Prints it.
   *
   * @return 0 if all is well, else 1
   */
  static int print(Screen screen, JobBoard board, Sandbox sandbox) {
    Table table = new Table("record", "job", "fate", "ms", "output or reason");
    board.rows().forEach(row -> add(table, row));
    screen.line("");
    table.lines().forEach(screen::line);
    screen.line("");
    long results = board.rows().stream().filter(row -> !row.results().isEmpty()).count();
    long deadLetters = board.rows().stream().filter(row -> !row.deadLetter().isEmpty()).count();
    screen.line(
        "%d records in, %d results and %d dead letter(s) out, %d chunks streamed."
            .formatted(board.rows().size(), results, deadLetters, board.chunks()));
    sandbox.contracts().requireUnchanged();
    screen.line("The registered schemas are the contracts. Records were read as committed ones.");
    List<String> complaints = board.complaints();
    complaints.forEach(complaint -> screen.line("NOT WELL: " + complaint));
    return complaints.isEmpty() ? 0 : 1;
  }

  private static void add(Table table, Row row) {
    if (row.results().isEmpty()) {
      table.row(row.name(), "", row.status(), "", row.outcome());
    }
    for (JobResult result : row.results()) {
      String ms = Objects.toString(result.getExecutionTime(), "");
      table.row(row.name(), shortened(result.getJobId()), result.getStatus(), ms, row.outcome());
    }
  }

  private static String shortened(String jobId) {
    return jobId.length() <= 8 ? jobId : jobId.substring(0, 8) + "...";
  }
}
