package io.runpod.kafka.connect.ledger;

import io.runpod.kafka.connect.job.EndpointId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what one sink connector wrote into the ledger, from a time on up to the end the ledger has
 * when the scan begins. Looks at headers only, never at values.
 */
public final class LedgerScan {
  private static final Duration MARGIN = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(500);

  private final String topic;
  private final String connector;

  /** Told on the scanning thread, per ledger partition in its order. */
  public interface Listener {
    /** An entry that stands for an input record of the connector. */
    void entry(Coordinates entry, int ledgerPartition, long appendedAt);

    /** This endpoint took a job of the connector. */
    void taken(EndpointId endpoint);

    /**
     * The connector's offsets were set on purpose.
     *
     * @param input of this input partition; empty: of all
     */
    void reset(int ledgerPartition, Optional<TopicPartition> input);

    /** An entry of any kind and connector was appended at this time, in epoch ms. */
    void passed(long appendedAt);
  }

  LedgerScan(String topic, String connector) {
    this.topic = topic;
    this.connector = connector;
  }

  /**
   * Scans with a consumer of its own. Ends early, with an exception, when the thread is
   * interrupted.
   *
   * @param since entries appended before it do not matter; a minute is read before it, for brokers'
   *     clocks differ. Empty: from the start of the ledger.
   * @throws org.apache.kafka.common.KafkaException if the ledger cannot be read
   */
  public static void run(
      LedgerSettings settings,
      String clientId,
      String connector,
      Optional<Instant> since,
      Listener listener) {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config(settings, clientId))) {
      new LedgerScan(settings.topic(), connector).run(consumer, since, listener);
    }
  }

  private static Map<String, Object> config(LedgerSettings settings, String clientId) {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    // the last fetch finds nothing, and closing the consumer waits for it
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.putAll(settings.consumer());
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return config;
  }

  void run(Consumer<byte[], byte[]> consumer, Optional<Instant> since, Listener listener) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    seek(consumer, partitions, since, ends);
    long progress = System.nanoTime();
    while (!reached(consumer, ends)) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      records.forEach(record -> tell(record, listener));
      if (!records.isEmpty()) {
        progress = System.nanoTime();
      } else if (System.nanoTime() - progress > PATIENCE.toNanos()) {
        throw new TimeoutException(topic + " has records up to its end that cannot be read");
      }
    }
  }

  private static boolean reached(
      Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    return ends.isEmpty();
  }

  private static void seek(
      Consumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      Optional<Instant> since,
      Map<TopicPartition, Long> ends) {
    if (since.isEmpty()) {
      consumer.seekToBeginning(partitions);
      return;
    }
    long from = Math.max(0, since.get().minus(MARGIN).toEpochMilli());
    Map<TopicPartition, Long> wanted = new HashMap<>();
    partitions.forEach(partition -> wanted.put(partition, from));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(wanted);
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp first = found.get(partition);
      consumer.seek(partition, first == null ? ends.get(partition) : first.offset());
    }
  }

  private void tell(ConsumerRecord<byte[], byte[]> record, Listener listener) {
    listener.passed(record.timestamp());
    Optional<String> kind = Coordinates.kind(record.headers());
    if (kind.isEmpty()) {
      return;
    }
    if (kind.get().equals(LedgerKind.RESET)) {
      if (record.key() != null
          && new String(record.key(), StandardCharsets.UTF_8).equals(connector)) {
        listener.reset(record.partition(), Coordinates.input(record.headers()));
      }
      return;
    }
    Coordinates.of(record.headers())
        .filter(entry -> entry.connector().equals(connector))
        .ifPresent(
            entry -> {
              listener.entry(entry, record.partition(), record.timestamp());
              Coordinates.endpoint(record.headers()).ifPresent(listener::taken);
            });
  }
}
