package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.observe.ReadmeExample;
import io.runpod.kafka.sandbox.observe.ReadmeExample.Way;
import io.runpod.kafka.schema.EndpointHealth;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The README's examples, run as they stand there. */
class ReadmeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path README = Path.of("../README.md");
  private static final List<ReadmeExample> EXAMPLES = ReadmeExample.all(README);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Map<String, Schema> SCHEMAS =
      Map.of(
          "runpod.job-status", JobStatus.getClassSchema(),
          "runpod.job-results", JobResult.getClassSchema(),
          "runpod.job-stream", StreamChunk.getClassSchema(),
          "runpod.endpoint-health", EndpointHealth.getClassSchema());

  private static Sandbox sandbox;
  private static SimulatedEndpoint endpoint;
  private static TopicReader<JobResult> results;

  @BeforeAll
  static void start() throws Exception {
    sandbox =
        Sandbox.builder()
            .name("readme")
            .endpoint(
                EndpointOptions.named("readme")
                    .workers(1)
                    .script("{\"delayMs\":100,\"chunks\":[\"Once\",\" upon\"],\"aggregate\":true}"))
            .start();
    endpoint = sandbox.endpoint();
    sandbox.topics().create("runpod.jobs", 1, Map.of());
    sandbox.topics().create("runpod.commands", 1, Map.of());
    sandbox.create(sandbox.connector("runpod-source.json"), 1);
    sandbox.create(sandbox.connector("runpod-sink-json.json").with("tasks.max", "1"), 1);
    sandbox.create(sandbox.connector("runpod-commands.json"), 1);
    results = sandbox.topics().avroReader("runpod.job-results");
  }

  @AfterAll
  static void stop() {
    results.close();
    sandbox.close();
  }

  @Test
  void everyJsonExampleIsOneThatThisTestRuns() throws Exception {
    long blocks = Files.readString(README).lines().filter(line -> line.equals("```json")).count();

    assertThat(EXAMPLES).hasSize((int) blocks).hasSizeGreaterThan(12);
    assertThat(EXAMPLES)
        .filteredOn(example -> example.way() == Way.TO)
        .extracting(ReadmeExample::place)
        .containsOnly("runpod.jobs", "runpod.commands");
  }

  @Test
  void theJobsRunAndTheirResultsCome() {
    List<ReadmeExample> jobs = examples(Way.TO, "runpod.jobs");
    for (ReadmeExample job : jobs) {
      sandbox.topics().sendNow(job.record(""));
    }

    for (ReadmeExample job : jobs) {
      JobTruth truth =
          await().atMost(PATIENCE).until(() -> submitted(job), Optional::isPresent).get();
      JobResult result = result(truth.id());
      assertThat(result.getStatus()).isEqualTo("COMPLETED");
      assertThat(truth.id().startsWith("sync-"))
          .isEqualTo(job.words().contains("runpod.mode=runsync"));
    }
  }

  @Test
  void theCommandsDoWhatTheySay() throws Exception {
    for (ReadmeExample command : examples(Way.TO, "runpod.commands")) {
      String word = MAPPER.readTree(command.json()).get("command").asText();
      switch (word) {
        case "CANCEL" -> cancel(command);
        case "RETRY" -> retry(command);
        case "PURGE_QUEUE" -> purge(command);
        default -> throw new AssertionError("an example without a test: " + word);
      }
    }
  }

  private static void cancel(ReadmeExample command) {
    String running = send("cancel", "{\"simulate\":{\"delayMs\":600000}}");

    sandbox.topics().sendNow(command.record(running));

    assertThat(result(running).getStatus()).isEqualTo("CANCELLED");
  }

  private static void retry(ReadmeExample command) {
    String failing = send("retry", "{\"simulate\":{\"delayMs\":10,\"error\":\"boom\"}}");
    assertThat(result(failing).getStatus()).isEqualTo("FAILED");

    sandbox.topics().sendNow(command.record(failing));

    assertThat(result(failing, result -> result.getAttempt() == 2).getStatus()).isEqualTo("FAILED");
  }

  private static void purge(ReadmeExample command) {
    String running = send("runs", "{\"simulate\":{\"delayMs\":600000}}");
    String queued = send("waits", "{\"simulate\":{\"delayMs\":600000}}");

    sandbox.topics().sendNow(command.record(""));

    assertThat(result(queued).getStatus()).isEqualTo("CANCELLED");
    cancel(running);
  }

  private static void cancel(String job) {
    sandbox
        .topics()
        .sendNow(
            new ProducerRecord<>(
                "runpod.commands", job, "{\"command\":\"CANCEL\",\"jobId\":\"" + job + "\"}"));
    assertThat(result(job).getStatus()).isEqualTo("CANCELLED");
  }

  @Test
  void theRecordsThatAreShownHaveTheFieldsThatRecordsHave() throws Exception {
    for (ReadmeExample shown : examples(Way.FROM, "")) {
      fieldsAreThose(SCHEMAS.get(shown.place()), MAPPER.readTree(shown.json()));
    }
  }

  private static void fieldsAreThose(Schema schema, JsonNode shown) {
    shown
        .fields()
        .forEachRemaining(
            field -> {
              assertThat(schema.getField(field.getKey()))
                  .as("%s.%s", schema.getName(), field.getKey())
                  .isNotNull();
              if (field.getValue().isObject()) {
                fieldsAreThose(record(schema.getField(field.getKey()).schema()), field.getValue());
              }
            });
  }

  private static Schema record(Schema nullable) {
    return nullable.getTypes().stream()
        .filter(type -> type.getType() == Schema.Type.RECORD)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theSettingsAreTaken() throws Exception {
    for (ReadmeExample settings : examples(Way.IN, "config/")) {
      ConnectorFile file = sandbox.connector(settings.place().substring("config/".length()));
      Map<String, String> config = new HashMap<>(file.config());
      MAPPER
          .readTree(settings.json())
          .fields()
          .forEachRemaining(setting -> config.put(setting.getKey(), setting.getValue().asText()));
      config.put("name", file.name());
      assertThat(sandbox.connect().complaints(config)).as(settings.json()).isEmpty();
    }
  }

  private static List<ReadmeExample> examples(Way way, String place) {
    List<ReadmeExample> found =
        EXAMPLES.stream()
            .filter(example -> example.way() == way && example.place().startsWith(place))
            .toList();
    assertThat(found).isNotEmpty();
    return found;
  }

  private static Optional<JobTruth> submitted(ReadmeExample job) {
    try {
      JsonNode input = MAPPER.readTree(job.json());
      return endpoint.jobs().stream().filter(truth -> truth.input().equals(input)).findFirst();
    } catch (IOException e) {
      throw new AssertionError(job.json(), e);
    }
  }

  private static String send(String key, String input) {
    Collection<String> before =
        new ArrayList<>(endpoint.jobs().stream().map(JobTruth::id).toList());
    sandbox.topics().sendNow(new ProducerRecord<>("runpod.jobs", key, input));
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                endpoint.jobs().stream()
                    .map(JobTruth::id)
                    .filter(id -> !before.contains(id))
                    .findFirst(),
            Optional::isPresent)
        .get();
  }

  private static JobResult result(String job) {
    return result(job, result -> true);
  }

  private static JobResult result(String job, Predicate<JobResult> which) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                results.values().stream()
                    .filter(result -> result.getJobId().equals(job) && which.test(result))
                    .findFirst(),
            Optional::isPresent)
        .get();
  }
}
