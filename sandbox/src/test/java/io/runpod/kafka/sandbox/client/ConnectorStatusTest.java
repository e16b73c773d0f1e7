package io.runpod.kafka.sandbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectorStatusTest {
  private static final String TRACE =
      """
      org.apache.kafka.connect.errors.ConnectException: Exiting
      \tat org.apache.kafka.connect.Worker.run(Worker.java:1)
      Caused by: org.apache.kafka.connect.errors.ConnectException: runpod.api.key: refused
      \tat io.runpod.Task.put(Task.java:2)
      \t... 11 more
      """;

  @Test
  void aFailedTaskGivesItsInnermostReasonInOneLine() {
    ConnectorStatus status =
        new ConnectorStatus(
            "sink", "RUNNING", "", List.of(new ConnectorStatus.Task(0, "FAILED", "w", TRACE)));
    assertThat(status.isRunning(1)).isFalse();
    assertThat(status.failure()).contains("Exiting");
    assertThat(status.reason())
        .isEqualTo("org.apache.kafka.connect.errors.ConnectException: runpod.api.key: refused");
  }

  @Test
  void aConnectorWithFewerTasksThanAskedForDoesNotRunYet() {
    ConnectorStatus status =
        new ConnectorStatus(
            "sink", "RUNNING", "", List.of(new ConnectorStatus.Task(0, "RUNNING", "w", "")));
    assertThat(status.isRunning(1)).isTrue();
    assertThat(status.isRunning(2)).isFalse();
    assertThat(status.reason()).isEmpty();
  }
}
