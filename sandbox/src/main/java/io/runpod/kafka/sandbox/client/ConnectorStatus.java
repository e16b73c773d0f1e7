package io.runpod.kafka.sandbox.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Connect says about a connector.
 *
 * @param state Connect's word: RUNNING, FAILED, UNASSIGNED …
 * @param trace why the connector itself failed, or empty
 * @param tasks in the order of their numbers
 */
public record ConnectorStatus(String name, String state, String trace, List<Task> tasks) {
  private static final String RUNNING = "RUNNING";
  private static final String FAILED = "FAILED";

  /** One task: Connect's word, the worker it is on, and why it failed or empty. */
  public record Task(int number, String state, String worker, String trace) {}

  static ConnectorStatus of(JsonNode json) {
    List<Task> tasks = new ArrayList<>();
    for (JsonNode task : json.path("tasks")) {
      tasks.add(
          new Task(
              task.path("id").asInt(),
              task.path("state").asText(),
              task.path("worker_id").asText(),
              task.path("trace").asText("")));
    }
    JsonNode connector = json.path("connector");
    return new ConnectorStatus(
        json.path("name").asText(),
        connector.path("state").asText(),
        connector.path("trace").asText(""),
        List.copyOf(tasks));
  }

  static ConnectorStatus unknown(String name) {
    return new ConnectorStatus(name, "UNASSIGNED", "", List.of());
  }

  /** Whether the connector and at least that many tasks run. */
  public boolean isRunning(int taskCount) {
    return state.equals(RUNNING)
        && tasks.size() >= taskCount
        && tasks.stream().allMatch(task -> task.state().equals(RUNNING));
  }

  /** The first failure's stack trace, or empty if nothing has failed. */
  public String failure() {
    return Stream.concat(
            Stream.of(new Task(-1, state, "", trace)).filter(c -> c.state().equals(FAILED)),
            tasks.stream().filter(task -> task.state().equals(FAILED)))
        .map(Task::trace)
        .findFirst()
        .orElse("");
  }

  /** The innermost cause of the first failure in one line, or empty if nothing has failed. */
  public String reason() {
    List<String> causes =
        failure()
            .lines()
            .filter(line -> !line.startsWith("\tat "))
            .map(ConnectorStatus::bare)
            .toList();
    return causes.stream().reduce("", (outer, inner) -> inner.isBlank() ? outer : inner);
  }

  private static String bare(String line) {
    return line.replaceFirst("^Caused by: ", "").replaceFirst("^\\s*\\.\\.\\. \\d+ more$", "");
  }
}
