package io.runpod.kafka.sandbox.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How large each result is that is committed, without keeping any. Owned by one thread. */
public final class CountedResults implements AutoCloseable {
  private static final String TOPIC = "runpod.job-results";

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, Long> bytes = new HashMap<>();

  /** Begins at the topic's first record; the topic has to exist. */
  public CountedResults(String bootstrapServers) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                "max.partition.fetch.bytes", "20000000",
                "enable.auto.commit", "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(TOPIC).stream()
            .map(one -> new TopicPartition(TOPIC, one.partition()))
            .collect(Collectors.toList());
    consumer.assign(partitions);
  }

  /** Bytes of each result so far, all its parts together, by what its event IDs have in common. */
  public Map<String, Long> read() {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(200));
    while (!records.isEmpty()) {
      records.forEach(this::count);
      records = consumer.poll(Duration.ofMillis(200));
    }
    return Map.copyOf(bytes);
  }

  private void count(ConsumerRecord<byte[], byte[]> record) {
    Header id = record.headers().lastHeader("runpod.event.id");
    String[] words = new String(id.value(), StandardCharsets.UTF_8).split("/");
    bytes.merge(words[1], (long) record.serializedValueSize(), Long::sum);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
