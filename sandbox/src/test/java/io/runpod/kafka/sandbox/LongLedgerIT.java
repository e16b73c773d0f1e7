package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.simulator.Arrival;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What a long ledger costs a sink that begins: {@code -Dledger.records=1000000}. It measures times,
 * so it is no part of a build; that a scan begins a minute before what the commit says is a test of
 * its own.
 */
@EnabledIfSystemProperty(named = "ledger.records", matches = "[1-9][0-9]*")
class LongLedgerIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration PROMISED = Duration.ofSeconds(5);
  private static final int RECORDS = Integer.getInteger("ledger.records", 0);
  private static final String JOBS = "runpod.jobs";
  private static final String LEDGER = "runpod.ledger";
  private static final int PARTITIONS = 4;

  /** A scan begins so much before what the commit says. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  @Test
  void theFirstSubmitComesSoonHoweverLongTheLedgerIs() throws Exception {
    try (Sandbox sandbox =
        Sandbox.builder()
            .name("long-ledger")
            .workerInChild()
            .endpoint(EndpointOptions.named("long-ledger"))
            .start()) {
      sandbox.topics().create(JOBS, PARTITIONS, Map.of());
      ConnectorFile sink = sandbox.connector("runpod-sink-json.json");
      sandbox.create(sink, 2);
      submit(sandbox);

      Instant filled = fill(sandbox);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> Instant.now().isAfter(filled.plus(MARGIN)));
      submit(sandbox);
      Duration committed = firstSubmit(sandbox, sink, false);
      Duration foreign = firstSubmit(sandbox, sink, true);

      System.out.printf(
          "ledger of %d finished jobs: first submit after a restart %d ms, without a committed"
              + " note (the whole ledger is read) %d ms%n",
          RECORDS, committed.toMillis(), foreign.toMillis());
      assertThat(committed).isLessThan(PROMISED);
    }
  }

  /** Stops the sink, and measures from its resumption to its first submit. */
  private static Duration firstSubmit(Sandbox sandbox, ConnectorFile sink, boolean foreignCommit)
      throws Exception {
    sandbox.connect().stop(sink.name());
    await().atMost(PATIENCE).until(() -> sandbox.connect().status(sink.name()).tasks().isEmpty());
    if (foreignCommit) {
      commitEnds(sandbox, sink);
    }
    int before = runs(sandbox);
    send(sandbox);
    Instant resumed = Instant.now();
    sandbox.connect().resume(sink.name());
    await().atMost(PATIENCE).until(() -> runs(sandbox) == before + PARTITIONS);
    return sandbox.endpoint().arrivals().stream()
        .filter(arrival -> arrival.operation() == Operation.RUN)
        .skip(before)
        .map(Arrival::at)
        .map(at -> Duration.between(resumed, at))
        .findFirst()
        .orElseThrow();
  }

  private static void commitEnds(Sandbox sandbox, ConnectorFile sink) throws Exception {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      latest.put(new TopicPartition(JOBS, partition), OffsetSpec.latest());
    }
    Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
    Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> found =
        sandbox.topics().admin().listOffsets(latest).all().get();
    found.forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end.offset())));
    sandbox.topics().admin().alterConsumerGroupOffsets("connect-" + sink.name(), ends).all().get();
  }

  private static void send(Sandbox sandbox) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      sandbox.topics().sendNow(new ProducerRecord<>(JOBS, partition, "k", "{\"n\":1}"));
    }
  }

  private static void submit(Sandbox sandbox) {
    int before = runs(sandbox);
    send(sandbox);
    await().atMost(PATIENCE).until(() -> runs(sandbox) == before + PARTITIONS);
  }

  private static int runs(Sandbox sandbox) {
    return (int)
        sandbox.endpoint().arrivals().stream()
            .filter(arrival -> arrival.operation() == Operation.RUN)
            .count();
  }

  /**
   * Repeats an entry the sink wrote, for other jobs of other records of the same topic. Returns
   * when the last was appended.
   */
  private static Instant fill(Sandbox sandbox) {
    ConsumerRecord<String, byte[]> entry;
    try (TopicReader<byte[]> ledger =
        sandbox.topics().reader(LEDGER, new ByteArrayDeserializer())) {
      await().atMost(PATIENCE).until(() -> ledger.toEnd().size() >= PARTITIONS);
      entry = ledger.toEnd().get(0);
    }
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", sandbox.bootstrapServers(),
                "linger.ms", "20",
                "batch.size", "262144"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < RECORDS; i++) {
        ProducerRecord<String, byte[]> copy =
            new ProducerRecord<>(LEDGER, "filled-" + i, entry.value());
        entry.headers().forEach(copy.headers()::add);
        set(copy.headers(), "partition", i % PARTITIONS);
        set(copy.headers(), "offset", i / PARTITIONS);
        set(copy.headers(), "timestamp", 1);
        var unused = producer.send(copy);
      }
      producer.flush();
    }
    return Instant.now();
  }

  private static void set(Headers headers, String name, int value) {
    headers.remove(name);
    headers.add(name, Integer.toString(value).getBytes(StandardCharsets.UTF_8));
  }
}
