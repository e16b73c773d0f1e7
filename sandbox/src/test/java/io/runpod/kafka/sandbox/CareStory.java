package io.runpod.kafka.sandbox;

import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.schema.JobCommand;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Jobs with terms of their own, and what is told and commanded of them. Owned by one thread. */
final class CareStory implements AutoCloseable {
  static final String JOBS = "runpod.jobs";
  static final String COMMANDS = "runpod.commands";
  static final String FOREVER = "{\"delayMs\":600000}";
  static final String VANISH = "{\"vanish\":true}";

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Sandbox sandbox;
  private final TopicReader<JobStatus> statuses;
  private final TopicReader<JobResult> results;
  private final TopicReader<JobCommand> commands;

  /** Creates the input topics, the source and the sink; the commands connector is left out. */
  CareStory(Sandbox sandbox) throws InterruptedException {
    this.sandbox = sandbox;
    sandbox.topics().create(JOBS, 1, Map.of());
    sandbox.topics().create(COMMANDS, 2, Map.of());
    startSource();
    sandbox.create(sandbox.connector("runpod-sink-json.json"), 1);
    statuses = sandbox.topics().avroReader("runpod.job-status");
    results = sandbox.topics().avroReader("runpod.job-results");
    commands = sandbox.topics().avroReader(COMMANDS);
  }

  void startSource() throws InterruptedException {
    sandbox.create(sandbox.connector("runpod-source.json"), 2);
  }

  void startCommands() throws InterruptedException {
    sandbox.create(sandbox.connector("runpod-commands-avro.json"), 1);
  }

  /** Sends a job and returns its ID as soon as it is told. */
  String submit(String key, String script, Map<String, String> terms) {
    ProducerRecord<String, String> input =
        new ProducerRecord<>(JOBS, key, "{\"simulate\":" + script + "}");
    terms.forEach((name, text) -> input.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    sandbox.topics().sendNow(input);
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                statuses.values().stream()
                    .filter(status -> key.equals(status.getRequest().getKey()))
                    .map(JobStatus::getJobId)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  void awaitStatus(String job, String status) {
    until(() -> chain(job).contains("1 " + status));
  }

  JobResult awaitResult(String job) {
    until(() -> !results(job).isEmpty());
    return results(job).get(0);
  }

  void until(BooleanSupplier condition) {
    await().atMost(PATIENCE).until(condition::getAsBoolean);
  }

  List<JobResult> results(String job) {
    return results.values().stream().filter(result -> result.getJobId().equals(job)).toList();
  }

  List<String> chain(String job) {
    return statuses.values().stream()
        .filter(status -> status.getJobId().equals(job))
        .map(status -> status.getAttempt() + " " + status.getStatus())
        .toList();
  }

  List<String> commands(String job) {
    return commands.values().stream()
        .filter(command -> job.equals(command.getJobId()))
        .map(command -> command.getCommand() + ": " + command.getReason())
        .toList();
  }

  @Override
  public void close() {
    statuses.close();
    results.close();
    commands.close();
  }
}
