package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.observe.DeadLetter;
import io.runpod.kafka.schema.EndpointHealth;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.simulator.EndpointOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cancel, retry and purge as records: what they do is told like everything else about a job. */
class CommandsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String COMMANDS = "runpod.commands";

  private static Sandbox sandbox;
  private static TopicReader<JobStatus> statuses;
  private static TopicReader<JobResult> results;

  @BeforeAll
  static void start() throws Exception {
    sandbox =
        Sandbox.builder()
            .name("commands")
            .endpoint(EndpointOptions.named("commands").workers(1))
            .start();
    sandbox.topics().create("runpod.jobs", 1, Map.of());
    sandbox.topics().create(COMMANDS, 2, Map.of());
    sandbox.create(sandbox.connector("runpod-source.json"), 2);
    sandbox.create(sandbox.connector("runpod-sink-json.json"), 1);
    sandbox.create(sandbox.connector("runpod-commands.json"), 1);
    statuses = sandbox.topics().avroReader("runpod.job-status");
    results = sandbox.topics().avroReader("runpod.job-results");
  }

  @AfterAll
  static void stop() {
    statuses.close();
    results.close();
    sandbox.close();
  }

  @Test
  void cancelsPurgesAndRetries() {
    // Given one job that runs and three behind it
    String running = submit("running", "{\"delayMs\":600000}");
    awaitStatus(running, "IN_PROGRESS");
    String next = submit("next", "{\"delayMs\":600000}");
    String third = submit("third", "{\"delayMs\":600000}");
    String fourth = submit("fourth", "{\"delayMs\":600000}");

    command("CANCEL", running);
    assertThat(awaitResult(running, 1).getStatus()).isEqualTo("CANCELLED");
    awaitStatus(next, "IN_PROGRESS");

    command("PURGE_QUEUE", "");
    assertThat(awaitResult(third, 1).getStatus()).isEqualTo("CANCELLED");
    assertThat(awaitResult(fourth, 1).getStatus()).isEqualTo("CANCELLED");
    assertThat(removedByPurges()).containsExactly(2L);
    command("CANCEL", next);
    assertThat(awaitResult(next, 1).getStatus()).isEqualTo("CANCELLED");

    String failing = submit("failing", "{\"delayMs\":50,\"error\":\"CUDA out of memory\"}");
    assertThat(awaitResult(failing, 1).getStatus()).isEqualTo("FAILED");
    command("RETRY", failing);
    assertThat(awaitResult(failing, 2).getStatus()).isEqualTo("FAILED");
    assertThat(chain(failing))
        .startsWith("1 IN_QUEUE")
        .containsSubsequence("1 FAILED", "2 IN_QUEUE", "2 FAILED");
  }

  @Test
  void refusesWhatCannotBeDoneInRunpodsWords() {
    String done = submit("done", "{\"delayMs\":10}");
    assertThat(awaitResult(done, 1).getStatus()).isEqualTo("COMPLETED");

    command("RETRY", done);
    command("CANCEL", "no-such-job");
    command("EXPLODE", done);

    try (TopicReader<byte[]> queue =
        sandbox.topics().reader("runpod.commands.dlq", new ByteArrayDeserializer())) {
      await().atMost(PATIENCE).until(() -> queue.toEnd().size() >= 3);
      List<String> reasons =
          queue.toEnd().stream().map(DeadLetter::of).map(DeadLetter::reason).toList();
      assertThat(reasons).anySatisfy(reason -> assertThat(reason).contains("COMPLETED"));
      assertThat(reasons).anySatisfy(reason -> assertThat(reason).contains("no longer knows"));
      assertThat(reasons).anySatisfy(reason -> assertThat(reason).contains("EXPLODE"));
    }
    assertThat(sandbox.connect().status("runpod-commands").isRunning(1)).isTrue();
  }

  /** Sends a job and returns its ID as soon as it is told. */
  private static String submit(String key, String script) {
    sandbox
        .topics()
        .sendNow(new ProducerRecord<>("runpod.jobs", key, "{\"simulate\":" + script + "}"));
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                statuses.values().stream()
                    .filter(status -> key.equals(status.getRequest().getKey()))
                    .map(JobStatus::getJobId)
                    .findFirst(),
            java.util.Optional::isPresent)
        .orElseThrow();
  }

  private static void command(String command, String job) {
    String value =
        job.isEmpty()
            ? "{\"command\":\"" + command + "\"}"
            : "{\"command\":\"" + command + "\",\"jobId\":\"" + job + "\"}";
    sandbox.topics().sendNow(new ProducerRecord<>(COMMANDS, job.isEmpty() ? "all" : job, value));
  }

  private static void awaitStatus(String job, String status) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                statuses.values().stream()
                    .anyMatch(s -> s.getJobId().equals(job) && s.getStatus().equals(status)));
  }

  private static JobResult awaitResult(String job, int attempt) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                results.values().stream()
                    .filter(r -> r.getJobId().equals(job) && r.getAttempt() == attempt)
                    .findFirst(),
            java.util.Optional::isPresent)
        .orElseThrow();
  }

  private static List<String> chain(String job) {
    return statuses.values().stream()
        .filter(status -> status.getJobId().equals(job))
        .map(status -> status.getAttempt() + " " + status.getStatus())
        .toList();
  }

  private static List<Long> removedByPurges() {
    return sandbox.topics().<EndpointHealth>readAll("runpod.endpoint-health").stream()
        .map(reading -> reading.value().getRemoved())
        .filter(java.util.Objects::nonNull)
        .toList();
  }
}
