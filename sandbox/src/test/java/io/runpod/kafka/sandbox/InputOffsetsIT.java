package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runpod.kafka.sandbox.client.ConnectRefused;
import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.simulator.EndpointOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which records are submitted, and how often, where offsets, topics and connectors are changed. */
class InputOffsetsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Sandbox sandbox;

  /** Numbers tell all records of all tests apart. */
  private static int number;

  @BeforeAll
  static void start() throws Exception {
    sandbox =
        Sandbox.builder()
            .name("input-offsets")
            .endpoint(EndpointOptions.named("input-offsets").jobDuration(Duration.ofMillis(20)))
            .start();
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @Test
  void aRewindThroughConnectSubmitsTheRewoundRecordsAgainAndNoOthers() throws Exception {
    ConnectorFile sink = sink("rewound", "jobs.rewound");
    List<Integer> first = send("jobs.rewound", 0, 4);
    List<Integer> second = send("jobs.rewound", 1, 4);
    awaitSubmitted(first, 1);
    awaitSubmitted(second, 1);

    // When
    stop(sink);
    sandbox.connect().alterOffsets(sink.name(), offset("jobs.rewound", 0, 1));
    sandbox.connect().resume(sink.name());

    // Then
    awaitSubmitted(first.subList(1, 4), 2);
    awaitSubmitted(send("jobs.rewound", 1, 1), 1);
    assertThat(times(first.subList(0, 1))).containsOnly(1);
    assertThat(times(second)).containsOnly(1);

    // When
    stop(sink);
    sandbox.connect().deleteOffsets(sink.name());
    sandbox.connect().resume(sink.name());

    // Then
    awaitSubmitted(first.subList(0, 1), 2);
    awaitSubmitted(first.subList(1, 4), 3);
    awaitSubmitted(second, 2);
  }

  @Test
  void aRewindBehindConnectsBackSubmitsNothingTwice() throws Exception {
    ConnectorFile sink = sink("reset", "jobs.reset");
    List<Integer> before = send("jobs.reset", 0, 4);
    awaitSubmitted(before, 1);

    // When
    stop(sink);
    setBack(sink, "jobs.reset");
    sandbox.connect().resume(sink.name());

    // Then
    awaitSubmitted(send("jobs.reset", 0, 1), 1);
    assertThat(times(before)).containsOnly(1);
    await().atMost(PATIENCE).until(() -> skippedAsKnown(sink) == before.size());
  }

  @Test
  void offsetsThatAreNoneAreRefusedAndVoidNothing() throws Exception {
    ConnectorFile sink = sink("nonsense", "jobs.nonsense");
    List<Integer> before = send("jobs.nonsense", 0, 4);
    awaitSubmitted(before, 1);

    // When
    stop(sink);
    refuses(sink, "jobs.nonsense", 0, -1, "kafka_offset=-1 is none");
    refuses(sink, "jobs.nonsense", -1, 0, "kafka_partition=-1 is none");
    refuses(sink, "jobs.elsewhere", 0, 0, "none of the topics this connector reads");
    refuses(sink, "jobs.nonsense", 2, 0, "jobs.nonsense-2: there is no such partition");
    refuses(sink, "jobs.nonsense", 0, 5, "kafka_offset=5 is behind the end, which is 4");

    // Then: what was submitted still counts
    setBack(sink, "jobs.nonsense");
    sandbox.connect().resume(sink.name());
    awaitSubmitted(send("jobs.nonsense", 0, 1), 1);
    assertThat(times(before)).containsOnly(1);
  }

  private static void refuses(
      ConnectorFile sink, String topic, int partition, long offset, String reason) {
    assertThatThrownBy(
            () -> sandbox.connect().alterOffsets(sink.name(), offset(topic, partition, offset)))
        .isInstanceOf(ConnectRefused.class)
        .hasMessageContaining(reason);
  }

  @Test
  void twoSinksOnOneTopicSubmitEachItsOwn() throws Exception {
    ConnectorFile one = sink("one", "jobs.shared");
    ConnectorFile other = one.named("other");
    sandbox.create(other, 1);
    List<Integer> records = send("jobs.shared", 0, 4);
    awaitSubmitted(records, 2);

    // When
    stop(one);
    List<Integer> meanwhile = send("jobs.shared", 0, 4);
    awaitSubmitted(meanwhile, 1);
    sandbox.connect().resume(one.name());

    // Then
    awaitSubmitted(meanwhile, 2);
    assertThat(times(records)).containsOnly(2);
  }

  @Test
  void recordsOfATopicCreatedAnewAreSubmittedThoughTheirOffsetsWereBefore() throws Exception {
    ConnectorFile sink = sink("anew", "jobs.anew");
    awaitSubmitted(send("jobs.anew", 0, 6), 1);

    // When
    stop(sink);
    createAnew("jobs.anew");
    List<Integer> more = send("jobs.anew", 0, 8);
    sandbox.connect().resume(sink.name());

    // Then
    awaitSubmitted(more, 1);

    // When: at work, and with fewer records than there were
    createAnew("jobs.anew");
    List<Integer> few = send("jobs.anew", 0, 4);

    // Then
    awaitSubmitted(few, 1);
  }

  @Test
  void aTopicCreatedAnewIsReadFromItsStartThoughItHasMoreRecordsThanWereRead() throws Exception {
    // a fetch that is held would tell a paused consumer that the topic is gone
    ConnectorFile sink =
        sink("position", "jobs.position", Map.of("consumer.override.fetch.max.wait.ms", "1"));
    List<Integer> first = send("jobs.position", 0, 4);
    awaitSubmitted(first, 1);

    // When: a paused consumer does not notice, and keeps its position
    sandbox.connect().pause(sink.name());
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                sandbox.connect().status(sink.name()).tasks().stream()
                    .allMatch(task -> task.state().equals("PAUSED")));
    createAnew("jobs.position");
    List<Integer> more = send("jobs.position", 0, 8);
    sandbox.connect().resume(sink.name());

    // Then
    awaitSubmitted(more, 1);
    awaitSubmitted(send("jobs.position", 0, 1), 1);
    assertThat(times(more)).containsOnly(1);
    assertThat(times(first)).containsOnly(1);
  }

  /** As tools for consumer groups do. */
  private static void setBack(ConnectorFile sink, String topic) throws Exception {
    sandbox
        .topics()
        .admin()
        .alterConsumerGroupOffsets(
            "connect-" + sink.name(),
            Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(0)))
        .all()
        .get();
  }

  private static void createAnew(String topic) throws Exception {
    sandbox.topics().admin().deleteTopics(List.of(topic)).all().get();
    await().atMost(PATIENCE).until(() -> !sandbox.topics().names().contains(topic));
    sandbox.topics().create(topic, 2, Map.of());
  }

  private static ConnectorFile sink(String name, String topic) throws InterruptedException {
    return sink(name, topic, Map.of());
  }

  private static ConnectorFile sink(String name, String topic, Map<String, String> extra)
      throws InterruptedException {
    sandbox.topics().create(topic, 2, Map.of());
    ConnectorFile sink =
        sandbox
            .connector("runpod-sink-json.json")
            .named(name)
            .with("topics", topic)
            .with("tasks.max", "1");
    for (Map.Entry<String, String> setting : extra.entrySet()) {
      sink = sink.with(setting.getKey(), setting.getValue());
    }
    sandbox.create(sink, 1);
    return sink;
  }

  private static List<Integer> send(String topic, int partition, int count) {
    List<Integer> numbers = IntStream.range(number, number + count).boxed().toList();
    number += count;
    numbers.forEach(
        n ->
            sandbox
                .topics()
                .sendNow(new ProducerRecord<>(topic, partition, "k", "{\"n\":%d}".formatted(n))));
    return numbers;
  }

  private static void stop(ConnectorFile sink) {
    sandbox.connect().stop(sink.name());
    await().atMost(PATIENCE).until(() -> sandbox.connect().status(sink.name()).tasks().isEmpty());
  }

  private static JsonNode offset(String topic, int partition, long offset) throws Exception {
    return JSON.readTree(
        """
        {"offsets":[{"partition":{"kafka_topic":"%s","kafka_partition":%d},
                     "offset":{"kafka_offset":%d}}]}"""
            .formatted(topic, partition, offset));
  }

  private static void awaitSubmitted(List<Integer> records, int times) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(times(records)).containsOnly(times));
  }

  /** How often each of the records was submitted. */
  private static List<Integer> times(List<Integer> records) {
    Map<Integer, Long> jobs =
        sandbox.endpoint().jobs().stream()
            .collect(
                Collectors.groupingBy(
                    job -> job.input().path("n").asInt(), TreeMap::new, Collectors.counting()));
    return records.stream().map(n -> jobs.getOrDefault(n, 0L).intValue()).toList();
  }

  private static double skippedAsKnown(ConnectorFile sink) throws JMException {
    ObjectName bean =
        new ObjectName("kafka.connect:type=plugins,connector=" + sink.name() + ",task=0");
    return ((Number)
            ManagementFactory.getPlatformMBeanServer().getAttribute(bean, "skipped-as-known-total"))
        .doubleValue();
  }
}
