package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkConnector;
import org.junit.jupiter.api.Test;

class RunpodSinkConnectorTest {
  private final RunpodSinkConnector connector = new RunpodSinkConnector();

  @Test
  void isFoundByConnect() {
    assertThat(ServiceLoader.load(SinkConnector.class))
        .extracting(found -> found.getClass().getName())
        .contains(RunpodSinkConnector.class.getName());
    assertThat(connector.version()).matches("\\d+\\.\\d+\\.\\d+.*");
  }

  @Test
  void acceptsASoundConfiguration() {
    assertThat(errors(Map.of())).isEmpty();
    assertThat(
            errors(
                Map.of(
                    "errors.tolerance", "none",
                    "errors.deadletterqueue.topic.name", "",
                    "runpod.on.reject", "fail")))
        .isEmpty();
  }

  @Test
  void wantsADeadLetterQueueUnlessRejectsFailTheTask() {
    for (Map<String, String> missing :
        List.of(
            Map.of("errors.tolerance", "none"), Map.of("errors.deadletterqueue.topic.name", ""))) {
      assertThat(errors(missing)).containsOnlyKeys("runpod.on.reject");
    }
  }

  @Test
  void wantsADeadLetterQueueToPark() {
    assertThat(
            errors(
                Map.of(
                    "errors.tolerance", "none",
                    "runpod.on.reject", "fail",
                    "runpod.submit.in.doubt", "park")))
        .containsOnlyKeys("runpod.submit.in.doubt");
  }

  @Test
  void refusesOffsetsThatAreNoneBeforeItWritesAReset() {
    Map<String, String> props =
        Map.of(
            "name", "sink",
            "topics", "jobs, orders",
            "runpod.endpoint.id", "e1",
            "runpod.api.key", "key",
            "runpod.ledger.kafka.bootstrap.servers", "127.0.0.1:1",
            "runpod.ledger.kafka.default.api.timeout.ms", "200",
            "runpod.ledger.kafka.request.timeout.ms", "100");

    assertThatThrownBy(() -> connector.alterOffsets(props, offset("jobs", 0, -1L)))
        .isInstanceOf(ConnectException.class)
        .hasMessage("jobs-0: kafka_offset=-1 is none, the first of a partition is 0");
    assertThatThrownBy(() -> connector.alterOffsets(props, offset("jobs", -1, 1L)))
        .hasMessage("jobs: kafka_partition=-1 is none, the first of a topic is 0");
    assertThatThrownBy(() -> connector.alterOffsets(props, offset("other", 0, 1L)))
        .hasMessageStartingWith("other: kafka_topic is none of the topics this connector reads");
    Map<String, String> regex = new HashMap<>(props);
    regex.remove("topics");
    regex.put("topics.regex", "jobs.*");
    assertThatThrownBy(() -> connector.alterOffsets(regex, offset("other", 0, 1L)))
        .hasMessageStartingWith("other: kafka_topic");

    // what is sound gets as far as the ledger, which is not there
    for (Map<TopicPartition, Long> sound :
        List.of(
            offset("orders", 0, 1L), offset("other", 0, null), Map.<TopicPartition, Long>of())) {
      assertThatThrownBy(() -> connector.alterOffsets(props, sound))
          .hasMessageStartingWith("runpod.ledger.kafka.bootstrap.servers");
    }
    assertThatThrownBy(() -> connector.alterOffsets(regex, offset("jobs.a", 0, 1L)))
        .hasMessageStartingWith("runpod.ledger.kafka.bootstrap.servers");
  }

  private static Map<TopicPartition, Long> offset(String topic, int partition, Long offset) {
    return Collections.singletonMap(new TopicPartition(topic, partition), offset);
  }

  @Test
  void wantsTheWebhooksAddressAndItsTokenOrNoneOfThem() {
    String token = "0123456789abcdef0123456789abcdef";
    Map<String, String> url = Map.of("runpod.webhook.url", "https://hooks.example.com");

    assertThat(errors(url)).containsOnlyKeys("runpod.webhook.token");
    assertThat(errors(Map.of("runpod.webhook.token", token)))
        .containsOnlyKeys("runpod.webhook.url");
    assertThat(errors(Map.of("runpod.webhook.token", "too-short")))
        .containsOnlyKeys("runpod.webhook.token")
        .allSatisfy((key, message) -> assertThat(message).doesNotContain("too-short"));
  }

  @Test
  void refusesAWaitThatRunPodWouldRefuse() {
    for (String wait : List.of("999", "300001", "0", "-1", "5s")) {
      assertThat(errors(Map.of("runpod.runsync.wait.ms", wait)))
          .containsOnlyKeys("runpod.runsync.wait.ms");
    }
    for (String wait : List.of("1000", "300000")) {
      assertThat(errors(Map.of("runpod.runsync.wait.ms", wait))).isEmpty();
    }
    assertThat(errors(Map.of("runpod.submit.mode", "sync"))).containsOnlyKeys("runpod.submit.mode");
  }

  @Test
  void wantsTheLedgerToOutliveTheJobs() {
    assertThat(
            errors(
                Map.of(
                    "runpod.policy.ttl.ms", "172800000",
                    "runpod.ledger.retention.ms", "86400000")))
        .containsOnlyKeys("runpod.policy.ttl.ms");
  }

  @Test
  void wantsTheLongestBackoffToBeTheLongest() {
    assertThat(
            errors(Map.of("runpod.retry.backoff.ms", "900", "runpod.retry.backoff.max.ms", "800")))
        .containsOnlyKeys("runpod.retry.backoff.max.ms");
  }

  @Test
  void wantsCommandTopicsToBeAmongTheTopicsItReads() {
    Map<String, String> some = Map.of("topics", "jobs, orders", "runpod.commands.topics", "orders");
    assertThat(errors(some)).isEmpty();
    assertThat(
            errors(Map.of("topics.regex", "orders\\..*", "runpod.commands.topics", "orders.cmd")))
        .isEmpty();
    assertThat(errors(Map.of("topics", "jobs", "runpod.commands.topics", "jobs,orders")))
        .containsOnlyKeys("runpod.commands.topics")
        .satisfies(
            found ->
                assertThat(found.get("runpod.commands.topics"))
                    .singleElement()
                    .asString()
                    .startsWith("runpod.commands.topics: orders is none of"));
    assertThat(errors(Map.of("topics.regex", "x.*", "runpod.commands.topics", "orders")))
        .containsOnlyKeys("runpod.commands.topics");
  }

  @Test
  void refusesToReadItsOwnLedger() {
    for (Map<String, String> reading :
        List.of(
            Map.of("topics", "jobs, runpod.ledger"),
            Map.of("topics.regex", "runpod\\..*"),
            Map.of("topics", "jobs,mine", "runpod.ledger.topic", "mine"))) {
      assertThat(errors(reading)).containsOnlyKeys("runpod.ledger.topic");
      assertThat(errors(reading).get("runpod.ledger.topic").get(0)).contains("leave it out of");
    }
    assertThat(errors(Map.of("topics.regex", "runpod\\.(jobs|commands)"))).isEmpty();
  }

  @Test
  void wantsAllOfAnObjectStorageOrNothing() {
    Map<String, String> all =
        Map.of(
            "runpod.s3.access.id", "id",
            "runpod.s3.access.secret", "hush",
            "runpod.s3.bucket.name", "bucket",
            "runpod.s3.endpoint.url", "https://s3.example.com");
    assertThat(errors(all)).isEmpty();
    for (String missing : all.keySet()) {
      Map<String, String> some = new HashMap<>(all);
      some.put(missing, "");
      assertThat(errors(some)).containsOnlyKeys(missing);
      assertThat(errors(some).toString()).contains("set all of").doesNotContain("hush");
    }
    assertThat(errors(Map.of("runpod.s3.object.path", "p")))
        .containsOnlyKeys("runpod.s3.object.path");
    Map<String, String> wrongUrl = new HashMap<>(all);
    wrongUrl.put("runpod.s3.endpoint.url", "s3");
    assertThat(errors(wrongUrl)).containsKey("runpod.s3.endpoint.url");
  }

  @Test
  void wantsTheTopicsAndEndpointsOfTheMapToExist() {
    String key = "runpod.endpoint.by.topic";
    assertThat(errors(Map.of("topics", "a,b", key, "a:e1"))).isEmpty();
    assertThat(errors(Map.of("topics", "a,b", key, "c:e1")).get(key).get(0))
        .startsWith(key + ": c is none of the topics");
    assertThat(errors(Map.of("topics", "a,b", key, "a:e9")).get(key).get(0))
        .isEqualTo(key + ": endpoint e9 of topic a is none that this connector serves: [e1]");
    assertThat(errors(Map.of("topics", "a,b", "runpod.endpoints", "e8,e9", key, "a:e9"))).isEmpty();
    for (String wrong : List.of("a:e1,a:e1", "a", "a:e1:e1")) {
      assertThat(errors(Map.of("topics", "a,b", key, wrong))).containsOnlyKeys(key);
    }
  }

  @Test
  void wantsFormatsPointersAndTermsItCanWorkWith() {
    Map<String, String> wrong =
        Map.of(
            "runpod.request.format", "avro",
            "runpod.input.pointer", "payload.text",
            "runpod.endpoint.field", "model",
            "runpod.policy.execution.timeout.ms", "4999",
            "runpod.policy.ttl.ms", "9999",
            "runpod.queue.timeout.ms", "-1",
            "runpod.run.timeout.ms", "-1",
            "runpod.retries", "11",
            "runpod.stream", "maybe");
    assertThat(errors(wrong)).containsOnlyKeys(wrong.keySet());
  }

  @Test
  void complainsOnceOfAValueThatIsWrongByItself() {
    assertThat(errors(Map.of("runpod.policy.ttl.ms", "soon", "runpod.submit.ordering", "some")))
        .containsOnlyKeys("runpod.policy.ttl.ms", "runpod.submit.ordering");
    Map<String, String> props = props(Map.of());
    props.remove("runpod.api.key");
    assertThat(errors(connector, props)).containsOnlyKeys("runpod.api.key");
  }

  @Test
  void neverShowsTheKeyInAComplaint() {
    assertThat(errors(Map.of("runpod.api.key", "se cret")).toString())
        .contains("runpod.api.key")
        .doesNotContain("se cret");
  }

  @Test
  void failsToStartInTimeAndNamesTheSettingWhenKafkaCannotBeReached() {
    Map<String, String> props =
        props(
            Map.of(
                "runpod.ledger.kafka.default.api.timeout.ms", "1500",
                "runpod.ledger.kafka.request.timeout.ms", "1000"));
    long began = System.nanoTime();

    assertThatThrownBy(() -> connector.start(props))
        .isInstanceOf(ConnectException.class)
        .hasMessageStartingWith("runpod.ledger.kafka.bootstrap.servers");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
  }

  private Map<String, List<String>> errors(Map<String, String> extra) {
    return errors(connector, props(extra));
  }

  private static Map<String, List<String>> errors(
      RunpodSinkConnector connector, Map<String, String> props) {
    return connector.validate(props).configValues().stream()
        .filter(value -> !value.errorMessages().isEmpty())
        .collect(Collectors.toMap(value -> value.name(), value -> value.errorMessages()));
  }

  private static Map<String, String> props(Map<String, String> extra) {
    Map<String, String> props = new HashMap<>(EngineHarness.props());
    props.put("errors.tolerance", "all");
    props.put("errors.deadletterqueue.topic.name", "jobs.dlq");
    props.putAll(extra);
    return props;
  }
}
