package io.runpod.kafka.sandbox.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads a topic from its first record on, only what is committed, with text keys.
 *
 * <p>Owned by one thread.
 */
public final class TopicReader<T> implements AutoCloseable {
  private static final Duration WAIT = Duration.ofMillis(100);

  private final String topic;
  private final KafkaConsumer<String, T> consumer;
  private final List<ConsumerRecord<String, T>> all = new ArrayList<>();

  /** The topic need not exist yet. The reader closes the deserializer. */
  public TopicReader(String bootstrapServers, String topic, Deserializer<T> values) {
    this.topic = topic;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false",
                // a fetch that waits for more of one partition holds up what is there of others
                "fetch.max.wait.ms", "50",
                "allow.auto.create.topics", "false"),
            new StringDeserializer(),
            values);
  }

  /**
   * Reads up to where the topic ends now, and returns everything read since the reader was made.
   */
  public List<ConsumerRecord<String, T>> toEnd() {
    follow();
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      consumer.poll(WAIT).forEach(all::add);
    }
    return Collections.unmodifiableList(all);
  }

  /** The values of {@link #toEnd()}. */
  public List<T> values() {
    return toEnd().stream().map(ConsumerRecord::value).toList();
  }

  /** Waits that long for new records and returns only those. */
  public List<ConsumerRecord<String, T>> next(Duration patience) {
    follow();
    if (consumer.assignment().isEmpty()) {
      return List.of();
    }
    List<ConsumerRecord<String, T>> fresh = new ArrayList<>();
    consumer.poll(patience).forEach(fresh::add);
    all.addAll(fresh);
    return fresh;
  }

  private void follow() {
    Set<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .collect(Collectors.toSet());
    if (!consumer.assignment().equals(partitions)) {
      consumer.assign(partitions);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
