package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.ConnectRefused;
import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.observe.DeadLetter;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Jobs submitted by {@code /runsync}: over in time, too large, too slow, chosen, and lost. */
class RunsyncIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Sandbox sandbox;
  private static TopicReader<JobStatus> statuses;
  private static TopicReader<JobResult> results;
  private static TopicReader<StreamChunk> stream;
  private static TopicReader<byte[]> ledger;
  private static TopicReader<byte[]> deadLetters;

  @BeforeAll
  static void start() throws Exception {
    sandbox =
        Sandbox.builder()
            .name("runsync")
            .endpoint(EndpointOptions.named("runsync").workers(8))
            .start();
    sandbox.create(sandbox.connector("runpod-source.json"), 2);
    statuses = sandbox.topics().avroReader("runpod.job-status");
    results = sandbox.topics().avroReader("runpod.job-results");
    stream = sandbox.topics().avroReader("runpod.job-stream");
    ledger = sandbox.topics().reader("runpod.ledger", new ByteArrayDeserializer());
    deadLetters = sandbox.topics().reader("runpod.jobs.dlq", new ByteArrayDeserializer());
  }

  @AfterAll
  static void stop() {
    statuses.close();
    results.close();
    stream.close();
    ledger.close();
    deadLetters.close();
    sandbox.close();
  }

  @Test
  void aJobThatIsOverInTimeBringsItsResultWithIt() throws Exception {
    sink("in-time", Map.of("runpod.submit.mode", "runsync"));

    send("in-time", "plain", "{\"simulate\":{\"delayMs\":50,\"output\":{\"n\":1.5}}}");
    send("in-time", "yields", "{\"simulate\":{\"delayMs\":50,\"chunks\":3,\"aggregate\":true}}");
    send("in-time", "fails", "{\"simulate\":{\"delayMs\":50,\"error\":\"boom\"}}");

    JobResult plain = awaitResult("plain");
    assertThat(plain.getOutput()).isEqualTo("{\"n\":1.5}");
    assertThat(chain(plain)).containsExactly("IN_QUEUE", "COMPLETED");
    assertThat(kinds(plain)).containsExactly("finished");
    assertThat(ledgerRecord(plain)).contains("1.5");

    JobResult yields = awaitResult("yields");
    assertThat(yields.getChunkCount()).isEqualTo(3);
    assertThat(chunks(yields)).extracting(StreamChunk::getSequence).containsExactly(0L, 1L, 2L, 3L);
    assertThat(chunks(yields).get(3).getComplete()).isTrue();
    assertThat(kinds(yields)).containsExactly("finished");

    JobResult fails = awaitResult("fails");
    assertThat(fails.getStatus()).isEqualTo("FAILED");
    assertThat(fails.getError().getMessage()).contains("boom");

    for (JobResult result : List.of(plain, yields, fails)) {
      assertThat(truths(result)).singleElement().satisfies(one -> assertSubmittedOnce(one, result));
    }
  }

  @Test
  void aResultTooLargeForTheLedgerIsReadFromRunPod() throws Exception {
    sink(
        "large", Map.of("runpod.submit.mode", "runsync", "runpod.ledger.inline.max.bytes", "1000"));
    String output = "x".repeat(5_000);

    send("large", "large", "{\"simulate\":{\"delayMs\":50,\"output\":\"" + output + "\"}}");

    JobResult large = awaitResult("large");
    assertThat(large.getStatus()).isEqualTo("COMPLETED");
    assertThat(large.getOutput()).isEqualTo("\"" + output + "\"");
    assertThat(kinds(large)).containsExactly("finished");
    assertThat(ledgerRecord(large)).doesNotContain("xxx").hasSizeLessThan(1_000);
    assertThat(chain(large)).containsExactly("IN_QUEUE", "COMPLETED");
    assertThat(truths(large)).hasSize(1);
  }

  @Test
  void aJobThatIsNotOverInTimeGoesOnUnderTheSameId() throws Exception {
    sink("slow", Map.of("runpod.submit.mode", "runsync", "runpod.runsync.wait.ms", "1000"));

    send("slow", "slow", "{\"simulate\":{\"delayMs\":4000,\"output\":{\"n\":7}}}");

    JobResult slow = awaitResult("slow");
    assertThat(slow.getStatus()).isEqualTo("COMPLETED");
    assertThat(slow.getOutput()).isEqualTo("{\"n\":7}");
    assertThat(chain(slow)).containsExactly("IN_QUEUE", "IN_PROGRESS", "COMPLETED");
    assertThat(kinds(slow)).containsExactly("submitted");
    assertThat(ledgerRecord(slow)).contains("\"sync\":true");
    assertThat(truths(slow)).singleElement().satisfies(one -> assertSubmittedOnce(one, slow));
  }

  @Test
  void autoFollowsTheTimesItSees() throws Exception {
    sink("auto", Map.of("runpod.submit.mode", "auto", "runpod.runsync.wait.ms", "1000"));

    List<JobResult> probes = jobs("auto", "probe", 5, 20);
    List<JobResult> shorts = jobs("auto", "short", 10, 20);
    assertThat(probes).allMatch(RunsyncIT::bySync);
    assertThat(shorts).allMatch(RunsyncIT::bySync);

    // eight at a time, so that these ten are asked for synchronously and all run out
    List<JobResult> longs = jobs("auto", "long", 10, 2_500);
    List<JobResult> later = jobs("auto", "later", 10, 2_500);
    assertThat(longs).allMatch(RunsyncIT::bySync);
    assertThat(later).filteredOn(RunsyncIT::bySync).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void aLostAnswerIsInDoubtAndWithParkNeverSubmittedAgain() throws Exception {
    sink("parking", Map.of("runpod.submit.mode", "runsync", "runpod.submit.in.doubt", "park"));
    sandbox.endpoint().faults().add(Fault.on(Operation.RUNSYNC).loseAnswer().times(1));

    send("parking", "lost", "{\"mark\":\"lost\",\"simulate\":{\"delayMs\":50}}");
    await().atMost(PATIENCE).until(() -> !letters("parking").isEmpty());
    send("parking", "after", "{\"simulate\":{\"delayMs\":50}}");
    assertThat(awaitResult("after").getStatus()).isEqualTo("COMPLETED");

    assertThat(letters("parking"))
        .singleElement()
        .satisfies(letter -> assertThat(letter.reason()).contains("in doubt"));
    assertThat(truths("lost")).hasSize(1);
    assertThat(sandbox.connect().status("parking").isRunning(1)).isTrue();
  }

  @Test
  void aWaitThatRunPodWouldRefuseIsRefusedBefore() {
    for (String wait : List.of("999", "300001")) {
      ConnectorFile sink =
          sandbox
              .connector("runpod-sink-json.json")
              .named("wrong-wait")
              .with("runpod.runsync.wait.ms", wait);
      assertThatThrownBy(() -> sandbox.connect().put("wrong-wait", sink.config()))
          .isInstanceOf(ConnectRefused.class)
          .hasMessageContaining("runpod.runsync.wait.ms");
    }
  }

  @Test
  void aRecordCanAskForAModeAndAWaitOfItsOwn() throws Exception {
    sink("asking", Map.of());

    send("asking", "by-run", "{\"simulate\":{\"delayMs\":50}}");
    sendAsking("by-runsync", "runsync", "1000", "{\"simulate\":{\"delayMs\":2500}}");
    sendAsking("out-of-range", "runsync", "500", "{\"simulate\":{\"delayMs\":50}}");

    assertThat(awaitResult("by-run").getJobId()).doesNotStartWith("sync-");
    JobResult asked = awaitResult("by-runsync");
    assertThat(asked.getJobId()).startsWith("sync-");
    assertThat(kinds(asked)).containsExactly("submitted");
    await().atMost(PATIENCE).until(() -> !letters("asking").isEmpty());
    assertThat(letters("asking"))
        .singleElement()
        .satisfies(letter -> assertThat(letter.reason()).contains("runpod.wait.ms", "'500'"));
    assertThat(truths("out-of-range")).isEmpty();
  }

  private static void sendAsking(String key, String mode, String wait, String value) {
    ProducerRecord<String, Object> rec =
        new ProducerRecord<>("asking", key, "{\"mark\":\"" + key + "\"," + value.substring(1));
    rec.headers().add("runpod.mode", mode.getBytes(StandardCharsets.UTF_8));
    rec.headers().add("runpod.wait.ms", wait.getBytes(StandardCharsets.UTF_8));
    sandbox.topics().sendNow(rec);
  }

  /** A sink with a topic of its own; the ledger and the source are those of all. */
  private static void sink(String name, Map<String, String> settings) throws Exception {
    sandbox.topics().create(name, 1, Map.of());
    ConnectorFile file =
        sandbox.connector("runpod-sink-json.json").named(name).with("topics", name);
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      file = file.with(setting.getKey(), setting.getValue());
    }
    sandbox.create(file.with("tasks.max", "1"), 1);
  }

  private static void send(String topic, String key, String value) {
    String marked =
        value.contains("mark") ? value : "{\"mark\":\"" + key + "\"," + value.substring(1);
    sandbox.topics().sendNow(new ProducerRecord<>(topic, key, marked));
  }

  /** Sends jobs that take so long and waits for their results. */
  private static List<JobResult> jobs(String topic, String prefix, int count, int delayMs) {
    for (int i = 0; i < count; i++) {
      send(topic, prefix + i, "{\"simulate\":{\"delayMs\":" + delayMs + "}}");
    }
    List<JobResult> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      found.add(awaitResult(prefix + i));
    }
    return found;
  }

  private static JobResult awaitResult(String key) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                results.values().stream()
                    .filter(result -> key.equals(result.getRequest().getKey()))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static boolean bySync(JobResult result) {
    return result.getJobId().startsWith("sync-");
  }

  private static List<String> chain(JobResult result) {
    return statuses.values().stream()
        .filter(status -> status.getJobId().equals(result.getJobId()))
        .map(JobStatus::getStatus)
        .toList();
  }

  private static List<StreamChunk> chunks(JobResult result) {
    return stream.values().stream()
        .filter(chunk -> chunk.getJobId().equals(result.getJobId()))
        .toList();
  }

  private static List<String> kinds(JobResult result) {
    return entries(result).stream()
        .map(
            entry -> new String(entry.headers().lastHeader("kind").value(), StandardCharsets.UTF_8))
        .toList();
  }

  private static String ledgerRecord(JobResult result) {
    return new String(entries(result).get(0).value(), StandardCharsets.UTF_8);
  }

  private static List<ConsumerRecord<String, byte[]>> entries(JobResult result) {
    return ledger.toEnd().stream().filter(entry -> result.getJobId().equals(entry.key())).toList();
  }

  /** Letters of one topic. */
  private static List<DeadLetter> letters(String topic) {
    return deadLetters.toEnd().stream()
        .map(DeadLetter::of)
        .filter(letter -> letter.topic().equals(topic))
        .toList();
  }

  private static List<JobTruth> truths(JobResult result) {
    return truths(result.getRequest().getKey());
  }

  /** The jobs the simulator was given for the record of this key. */
  private static List<JobTruth> truths(String key) {
    return sandbox.endpoint().jobs().stream()
        .filter(job -> key.equals(job.input().path("mark").asText()))
        .toList();
  }

  private static void assertSubmittedOnce(JobTruth truth, JobResult result) {
    assertThat(truth.id()).isEqualTo(result.getJobId()).startsWith("sync-");
    assertThat(truth.dispatches()).isEqualTo(1);
  }
}
