package io.runpod.kafka.sandbox.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.stack.Broker;
import io.runpod.kafka.sandbox.stack.BrokerCluster;
import io.runpod.kafka.sandbox.stack.BrokerSettings;
import io.runpod.kafka.sandbox.stack.ChildBroker;
import io.runpod.kafka.sandbox.stack.FreePort;
import io.runpod.kafka.sandbox.stack.RunFolder;
import io.runpod.kafka.sandbox.stack.StackFiles;
import io.runpod.kafka.sandbox.stack.StartupArchive;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What exactly-once rests on, without Connect and without a connector: Kafka's transactions while
 * brokers come and go. A single broker of 4.3.1 loses some: docs/crash-runs.md.
 */
@Tag("chaos")
@EnabledIfSystemProperty(
    named = "chaos",
    matches = "true",
    disabledReason = "holds nothing of ours, and takes three minutes")
class BrokerRestartIT {
  private static final int BROKERS = 3;
  private static final int ROUNDS = 2 * BROKERS;
  private static final int TRANSACTIONS_BETWEEN = 60;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Set<TransactionState> OVER =
      Set.of(
          TransactionState.EMPTY,
          TransactionState.COMPLETE_ABORT,
          TransactionState.COMPLETE_COMMIT);

  private static final List<TopicPartition> PARTITIONS =
      IntStream.range(0, 8).mapToObj(n -> new TopicPartition("plain", n)).toList();

  private RunFolder folder;
  private BrokerCluster cluster;
  private List<Broker> brokers;
  private Admin admin;

  @BeforeEach
  void start() throws Exception {
    StackFiles files = StackFiles.locate();
    folder = new RunFolder(files.runs(), "broker-restart");
    cluster = BrokerCluster.of(BROKERS, FreePort.next());
    brokers = IntStream.range(0, BROKERS).mapToObj(number -> broker(files, number)).toList();
    brokers.forEach(Broker::start);
    admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> admin.describeCluster().nodes().get().size() == BROKERS);
    admin
        .createTopics(
            List.of(new NewTopic("plain", Optional.of(PARTITIONS.size()), Optional.empty())))
        .all()
        .get();
  }

  private Broker broker(StackFiles files, int number) {
    return new ChildBroker(
        new BrokerSettings(
            folder.data("broker-" + (number + 1)),
            number,
            cluster,
            Map.of("broker.session.timeout.ms", "1500", "broker.heartbeat.interval.ms", "300")),
        folder.logs(),
        new StartupArchive(files.startup(), "broker", System.getProperty("java.class.path")));
  }

  @AfterEach
  void stop() {
    admin.close();
    brokers.forEach(Broker::kill);
    folder.removeData();
  }

  @ParameterizedTest(name = "killed {0}")
  @ValueSource(booleans = {false, true})
  void everyTransactionIsSeenWholeOrNotAtAllWhicheverBrokerGoes(boolean killed) throws Exception {
    List<Transaction> transactions;
    try (TransactionLoad load = new TransactionLoad(cluster.bootstrapServers(), PARTITIONS)) {
      for (int round = 0; round < ROUNDS; round++) {
        awaitFurther(load);
        Broker broker = brokers.get(round % BROKERS);
        if (killed) {
          broker.kill();
        } else {
          broker.stop();
        }
        broker.start();
        awaitInSync();
      }
      awaitFurther(load);
      load.close();
      transactions = load.ended();
    }
    awaitEnded();
    assertThat(hanging()).isEmpty();
    Map<Integer, Integer> visible = visible();
    assertThat(transactions)
        .hasSizeGreaterThan(ROUNDS * TRANSACTIONS_BETWEEN)
        .extracting(one -> one.violation(visible.getOrDefault(one.number(), 0)))
        .containsOnly("");
  }

  private static void awaitFurther(TransactionLoad load) {
    int wanted = load.ended().size() + TRANSACTIONS_BETWEEN;
    await().atMost(PATIENCE).until(() -> load.ended().size() >= wanted);
  }

  private void awaitInSync() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                admin
                    .describeTopics(List.of("plain", "__transaction_state"))
                    .allTopicNames()
                    .get()
                    .values()
                    .stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(one -> one.isr().size() == BROKERS));
  }

  /** Until the coordinator has ended what producers left open. */
  private void awaitEnded() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                admin.listTransactions().all().get().stream()
                    .allMatch(one -> OVER.contains(one.state())));
  }

  /** Open transactions in the partitions, of which the coordinator knows nothing. */
  private List<ProducerState> hanging() throws Exception {
    return admin.describeProducers(PARTITIONS).all().get().values().stream()
        .flatMap(partition -> partition.activeProducers().stream())
        .filter(producer -> producer.currentTransactionStartOffset().isPresent())
        .toList();
  }

  /** How many records of each transaction a reader of committed ones sees. */
  private Map<Integer, Integer> visible() {
    Map<Integer, Integer> seen = new HashMap<>();
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            cluster.bootstrapServers(),
            "isolation.level",
            "read_committed",
            "auto.offset.reset",
            "earliest");
    try (KafkaConsumer<Integer, Integer> consumer =
        new KafkaConsumer<>(settings, new IntegerDeserializer(), new IntegerDeserializer())) {
      consumer.assign(PARTITIONS);
      Map<TopicPartition, Long> ends = consumer.endOffsets(PARTITIONS);
      Set<TopicPartition> open = new HashSet<>(PARTITIONS);
      while (!open.isEmpty()) {
        consumer.poll(POLL).forEach(one -> seen.merge(one.value(), 1, Integer::sum));
        open.removeIf(one -> consumer.position(one) >= ends.get(one));
      }
    }
    return seen;
  }
}
