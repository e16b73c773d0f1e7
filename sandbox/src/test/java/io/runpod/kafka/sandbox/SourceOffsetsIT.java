package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runpod.kafka.sandbox.client.ConnectRefused;
import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.JobTruth;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A source whose offsets come from elsewhere, or no longer fit its ledger; each with its own. */
class SourceOffsetsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Written by the last plugin with version 1, of a ledger of six jobs: the first and the third are
   * over, the second is running, the others wait; all of that is told.
   */
  private static final String VERSION_1 =
      """
      {"version":1,"next":6,"low":1,"done":"1,1,3,0","cursors":"0:::::::","ledger":"LEDGER_ID",
       "partitions":1,"epoch":0}""";

  private static Sandbox sandbox;
  private static TopicReader<JobStatus> statuses;
  private static TopicReader<JobResult> results;
  private static int number;

  @BeforeAll
  static void start() throws Exception {
    sandbox =
        Sandbox.builder()
            .name("source-offsets")
            .endpoint(EndpointOptions.named("source-offsets").jobDuration(Duration.ofMillis(20)))
            .start();
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
  void goesOnFromWhatVersionOneWrote() throws Exception {
    ConnectorFile sink = sink("old");
    ConnectorFile source = source("old");
    List<String> jobs = IntStream.range(0, 6).mapToObj(i -> submit("old")).toList();
    sandbox.connect().createStopped(source.name(), source.config());
    awaitStopped(source);

    // When
    String snapshot = VERSION_1.replace("LEDGER_ID", ledgerId("old"));
    sandbox.connect().alterOffsets(source.name(), offset("ledger.old-0", snapshot));
    sandbox.connect().resume(source.name());

    // Then
    awaitResult(jobs.get(1));
    jobs.subList(3, 6).forEach(SourceOffsetsIT::awaitResult);
    awaitResult(submit("old"));
    assertThat(resultsOf(jobs.get(0))).isZero();
    assertThat(resultsOf(jobs.get(2))).isZero();
    assertThat(chain(jobs.get(1))).containsExactly("2 COMPLETED");
    assertThat(chain(jobs.get(4))).containsExactly("1 COMPLETED");
    delete(sink, source);
  }

  @Test
  void refusesOffsetsThatItDidNotWriteAndGoesOnWithItsOwn() throws Exception {
    ConnectorFile sink = sink("own");
    ConnectorFile source = source("own");
    sandbox.create(source, 1);
    String before = submit("own");
    awaitResult(before);
    sandbox.connect().stop(source.name());
    awaitStopped(source);

    // When
    assertThatThrownBy(
            () -> sandbox.connect().alterOffsets(source.name(), offset("ledger.own-0", "{}")))
        .isInstanceOf(ConnectRefused.class)
        .hasMessageContaining("version");
    assertThatThrownBy(
            () ->
                sandbox
                    .connect()
                    .alterOffsets(source.name(), offset("ledger.another-0", VERSION_1)))
        .isInstanceOf(ConnectRefused.class)
        .hasMessageContaining("ledger.own-<partition>");
    String behindItsEnd = VERSION_1.replace("LEDGER_ID", ledgerId("own"));
    assertThatThrownBy(
            () ->
                sandbox.connect().alterOffsets(source.name(), offset("ledger.own-0", behindItsEnd)))
        .isInstanceOf(ConnectRefused.class)
        .hasMessageContaining("next=6");
    assertThatThrownBy(
            () ->
                sandbox
                    .connect()
                    .alterOffsets(source.name(), offset("ledger.own-99", behindItsEnd)))
        .isInstanceOf(ConnectRefused.class)
        .hasMessageContaining("no partition 99");
    sandbox.connect().resume(source.name());

    // Then
    awaitResult(submit("own"));
    assertThat(resultsOf(before)).isEqualTo(1);
    delete(sink, source);
  }

  @Test
  void goesOnUnderAnotherNameWithTheOffsetsOfTheOldOne() throws Exception {
    ConnectorFile sink = sink("moved");
    ConnectorFile source = source("moved");
    sandbox.create(source, 1);
    String before = submit("moved");
    awaitResult(before);

    // When: as docs/operations.md says
    sandbox.connect().stop(source.name());
    awaitStopped(source);
    String meanwhile = submit("moved");
    ConnectorFile renamed = source.named("renamed");
    sandbox.connect().createStopped(renamed.name(), renamed.config());
    awaitStopped(renamed);
    sandbox.connect().alterOffsets(renamed.name(), sandbox.connect().offsets(source.name()));
    sandbox.connect().delete(source.name());
    sandbox.connect().resume(renamed.name());

    // Then
    awaitResult(meanwhile);
    assertThat(resultsOf(before)).isEqualTo(1);
    delete(sink, renamed);
  }

  @Test
  void failsWithTheWayOutWhereItsLedgerIsAnotherAndGoesOnWhenItIsFollowed() throws Exception {
    ConnectorFile sink = sink("changed");
    ConnectorFile source = source("changed");
    sandbox.create(source, 1);
    String first = submit("changed");
    awaitResult(first);

    // When: it has more partitions
    sandbox
        .topics()
        .admin()
        .createPartitions(Map.of("ledger.changed", NewPartitions.increaseTo(2)))
        .all()
        .get();
    sandbox.connect().restart(source.name());
    awaitWayOut(source);
    startOver(source);

    // Then
    String second = submit("changed");
    awaitResult(second);
    await().atMost(PATIENCE).until(() -> resultsOf(first) == 2);

    // When: it is created anew
    delete(sink);
    sandbox.connect().stop(source.name());
    awaitStopped(source);
    sandbox.topics().admin().deleteTopics(List.of("ledger.changed")).all().get();
    await().atMost(PATIENCE).until(() -> !sandbox.topics().names().contains("ledger.changed"));
    sandbox.create(sink, 1);
    sandbox.connect().resume(source.name());
    awaitWayOut(source);
    startOver(source);

    // Then
    awaitResult(submit("changed"));
    assertThat(resultsOf(second)).isEqualTo(1);
    delete(sink, source);
  }

  private static void awaitWayOut(ConnectorFile source) {
    await()
        .atMost(PATIENCE)
        .until(() -> !sandbox.connect().status(source.name()).failure().isEmpty());
    assertThat(sandbox.connect().status(source.name()).reason())
        .contains("ledger.changed")
        .contains("Stop the connector, delete its offsets");
  }

  private static void startOver(ConnectorFile source) {
    sandbox.connect().stop(source.name());
    awaitStopped(source);
    sandbox.connect().deleteOffsets(source.name());
    sandbox.connect().resume(source.name());
  }

  private static ConnectorFile sink(String name) throws InterruptedException {
    sandbox.topics().create("jobs." + name, 1, Map.of());
    ConnectorFile sink =
        ofLedger("runpod-sink-json.json", name)
            .named("sink-" + name)
            .with("topics", "jobs." + name);
    sandbox.create(sink, 1);
    return sink;
  }

  private static ConnectorFile source(String name) {
    return ofLedger("runpod-source.json", name).named("source-" + name);
  }

  private static ConnectorFile ofLedger(String file, String name) {
    return sandbox
        .connector(file)
        .with("tasks.max", "1")
        .with("runpod.ledger.topic", "ledger." + name)
        .with("runpod.ledger.partitions", "1");
  }

  private static String ledgerId(String name) throws Exception {
    String topic = "ledger." + name;
    return sandbox
        .topics()
        .admin()
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .topicId()
        .toString();
  }

  private static JsonNode offset(String partition, String snapshot) throws Exception {
    return JSON.readTree(
        "{\"offsets\":[{\"partition\":{\"ledger\":\"%s\"},\"offset\":%s}]}"
            .formatted(partition, snapshot));
  }

  /** Sends a record, and returns the ID of its job when RunPod has it. */
  private static String submit(String name) {
    int n = number++;
    sandbox.topics().sendNow(new ProducerRecord<>("jobs." + name, "k", "{\"n\":%d}".formatted(n)));
    await().atMost(PATIENCE).until(() -> jobOf(n).size() == 1);
    return jobOf(n).get(0);
  }

  private static List<String> jobOf(int n) {
    return sandbox.endpoint().jobs().stream()
        .filter(job -> job.input().path("n").asInt() == n)
        .map(JobTruth::id)
        .toList();
  }

  private static void awaitResult(String job) {
    await().atMost(PATIENCE).until(() -> resultsOf(job) > 0);
  }

  private static long resultsOf(String job) {
    return results.values().stream().filter(result -> result.getJobId().equals(job)).count();
  }

  private static List<String> chain(String job) {
    return statuses.values().stream()
        .filter(status -> status.getJobId().equals(job))
        .map(status -> status.getSequence() + " " + status.getStatus())
        .toList();
  }

  private static void awaitStopped(ConnectorFile connector) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              var status = sandbox.connect().status(connector.name());
              return status.state().equals("STOPPED") && status.tasks().isEmpty();
            });
  }

  private static void delete(ConnectorFile... connectors) {
    for (ConnectorFile connector : connectors) {
      sandbox.connect().delete(connector.name());
      await().atMost(PATIENCE).until(() -> !sandbox.connect().names().contains(connector.name()));
    }
  }
}
