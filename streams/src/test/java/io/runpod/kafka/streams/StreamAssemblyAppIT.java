package io.runpod.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.schema.AssembledStream;
import io.runpod.kafka.schema.StreamChunk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The application against a real broker; each test has topics and an application ID of its own. */
class StreamAssemblyAppIT {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  @TempDir private static Path folder;
  private static LocalBroker broker;
  private static Admin admin;

  private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
  private final Chunks ada = Chunks.ofJob("ada-u1");
  private String name;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = LocalBroker.start(folder);
    admin = Admin.create(Map.of("bootstrap.servers", broker.address()));
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  @BeforeEach
  void nameTopics(TestInfo test) {
    name = test.getTestMethod().orElseThrow().getName();
  }

  @Test
  void aMissingInputTopicIsAnErrorThatNamesIt() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> start("state"))
        .withMessageContaining(input() + " (runpod.job-stream.topic) does not exist");
  }

  @Test
  void assemblesWhatWasCommittedAndCreatesItsTopicWithAsManyPartitions() throws Exception {
    createInput(3);
    try (StreamAssemblyApp app = start("state")) {
      publish(true, ada.chunk(0, "\"Good \""));
      publish(false, ada.chunk(1, "\"bad \""));
      publish(true, ada.chunk(1, "\"morning\""), ada.end(2));

      AssembledStream whole = assembled().get(0);

      assertThat(whole.getText()).isEqualTo("Good morning");
      assertThat(whole.getComplete()).isTrue();
      assertThat(heard).containsExactly("\"Good \"", "\"morning\"");
      assertThat(app.isRunning()).isTrue();
      assertThat(partitions(output())).isEqualTo(3);
    }
  }

  @Test
  void anotherInstanceTakesTheHalfReadStreamOver() throws Exception {
    createInput(1);
    try (StreamAssemblyApp first = start("state-1")) {
      publish(true, ada.chunk(0, "0"), ada.chunk(1, "1"));
      await().atMost(LIMIT).until(() -> heard.size() == 2);
      assertThat(first.failure()).isEmpty();
    }
    heard.clear();

    try (StreamAssemblyApp second = start("state-2")) {
      publish(true, ada.chunk(2, "2"), ada.end(3));

      assertThat(assembled().get(0).getOutput()).isEqualTo("[0,1,2]");
      assertThat(heard).containsExactly("2");
      assertThat(second.failure()).isEmpty();
    }
  }

  @Test
  void aRecordThatCannotBeReadStopsTheApplicationWithTheCause() throws Exception {
    createInput(1);
    try (StreamAssemblyApp app = start("state")) {
      publishBytes(new byte[] {1, 2, 3});

      await().atMost(LIMIT).until(() -> app.state() == KafkaStreams.State.ERROR);
      app.awaitEnd();

      assertThat(app.isRunning()).isFalse();
      assertThat(app.failure()).get().asString().contains("deserialization");
    }
  }

  private StreamAssemblyApp start(String state) throws Exception {
    Properties settings = new Properties();
    settings.setProperty("bootstrap.servers", broker.address());
    settings.setProperty("application.id", name);
    settings.setProperty(
        "state.dir", Files.createDirectories(folder.resolve(name + state)).toString());
    settings.setProperty("default.value.serde", AvroSerde.class.getName());
    settings.setProperty(AssemblyConfig.INPUT_TOPIC, input());
    settings.setProperty(AssemblyConfig.OUTPUT_TOPIC, output());
    return StreamAssemblyApp.start(
        settings, chunk -> heard.add(chunk.getOutput()), (now, before) -> {});
  }

  private String input() {
    return name + "-in";
  }

  private String output() {
    return name + "-out";
  }

  private void createInput(int partitions) throws Exception {
    NewTopic topic = new NewTopic(input(), Optional.of(partitions), Optional.empty());
    admin.createTopics(List.of(topic)).all().get();
  }

  private static int partitions(String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .size();
  }

  /** Publishes in one transaction, as the source connector does. */
  private void publish(boolean commit, StreamChunk... chunks) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.address(), "transactional.id", name + "-source");
    try (KafkaProducer<String, SpecificRecord> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new AvroSerde().serializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (StreamChunk chunk : chunks) {
        var unused = producer.send(new ProducerRecord<>(input(), chunk.getJobId(), chunk));
      }
      producer.flush();
      if (commit) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }

  private void publishBytes(byte[] value) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.address());
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(input(), "ada-u1", value)).get();
    }
  }

  /** What is committed in the output topic, once there is anything. */
  private List<AssembledStream> assembled() {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            broker.address(),
            "group.id",
            name + "-reader",
            "auto.offset.reset",
            "earliest",
            "isolation.level",
            "read_committed");
    List<AssembledStream> assembled = new ArrayList<>();
    try (KafkaConsumer<String, SpecificRecord> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new AvroSerde().deserializer())) {
      consumer.subscribe(List.of(output()));
      await()
          .atMost(LIMIT)
          .until(
              () -> {
                for (ConsumerRecord<String, SpecificRecord> record :
                    consumer.poll(Duration.ofMillis(200))) {
                  assembled.add((AssembledStream) record.value());
                }
                return !assembled.isEmpty();
              });
    }
    return assembled;
  }
}
