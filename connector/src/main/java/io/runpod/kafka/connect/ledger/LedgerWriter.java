package io.runpod.kafka.connect.ledger;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Appends to the ledger. Thread-safe. The first {@code append} can wait for metadata, and any while
 * the producer's buffer is full, for at most {@code max.block.ms} (5 s unless set otherwise);
 * acknowledgements complete on the producer's thread.
 */
public final class LedgerWriter implements AutoCloseable {
  /** Chunks that one reader hands to the next are larger than what brokers take by default. */
  static final int MAX_RECORD_BYTES = 8 * 1024 * 1024;

  /** How long an append is tried, unless set otherwise, before it fails. */
  public static final Duration DELIVERY = Duration.ofMinutes(2);

  private static final int FIRST = 0;

  private final String topic;
  private final Producer<String, byte[]> producer;

  /** Where and when an entry was appended; {@code timestamp} is the broker's, in epoch ms. */
  public record Position(int partition, long offset, long timestamp) {}

  public LedgerWriter(LedgerSettings settings, String clientId) {
    this(settings.topic(), new KafkaProducer<>(config(settings, clientId)));
  }

  LedgerWriter(String topic, Producer<String, byte[]> producer) {
    this.topic = topic;
    this.producer = producer;
  }

  static Map<String, Object> config(LedgerSettings settings, String clientId) {
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 2);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    // a topic forgotten for being idle would have to be asked for again, and an append block for it
    config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(365).toMillis());
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
    config.putAll(settings.producer());
    // an entry that is acknowledged must be there, and be there once, whatever else is set
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return config;
  }

  /** Bytes an entry takes in the ledger, headers left out. */
  public static int sizeOf(LedgerEntry entry) {
    return LedgerCodec.encode(entry).length + entry.key().length();
  }

  /** Appends to the partition the entry's key chooses. */
  public CompletableFuture<Position> append(LedgerEntry entry) {
    return send(new ProducerRecord<>(topic, null, entry.key(), LedgerCodec.encode(entry)), entry);
  }

  /** Appends to one partition, for entries that concern its reader. */
  public CompletableFuture<Position> append(int partition, LedgerEntry entry) {
    return send(
        new ProducerRecord<>(topic, partition, entry.key(), LedgerCodec.encode(entry)), entry);
  }

  /**
   * Appends a copy to every partition, for entries that concern all readers. The copy on the first
   * is sent when the others are acknowledged: if it is there, all are. Done when it is.
   */
  public CompletableFuture<Position> appendToAll(LedgerEntry entry) {
    try {
      CompletableFuture<?>[] others =
          producer.partitionsFor(topic).stream()
              .map(PartitionInfo::partition)
              .filter(partition -> partition != FIRST)
              .map(partition -> append(partition, entry))
              .toArray(CompletableFuture[]::new);
      return CompletableFuture.allOf(others).thenCompose(done -> append(FIRST, entry));
    } catch (KafkaException partitionsUnknown) {
      return CompletableFuture.failedFuture(partitionsUnknown);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback tells the same
  private CompletableFuture<Position> send(
      ProducerRecord<String, byte[]> record, LedgerEntry entry) {
    Coordinates.put(record.headers(), Coordinates.KIND, LedgerCodec.kind(entry));
    if (entry instanceof LedgerEntry.OfRequest ofRequest) {
      Coordinates.write(ofRequest, record.headers());
    } else if (entry instanceof LedgerEntry.Reset reset) {
      reset.input().ifPresent(input -> Coordinates.write(input, record.headers()));
    }
    CompletableFuture<Position> acknowledged = new CompletableFuture<>();
    try {
      producer.send(record, (metadata, failure) -> complete(acknowledged, metadata, failure));
    } catch (KafkaException notSent) {
      acknowledged.completeExceptionally(notSent);
    }
    return acknowledged;
  }

  private static void complete(
      CompletableFuture<Position> acknowledged, RecordMetadata metadata, Exception failure) {
    if (failure != null) {
      acknowledged.completeExceptionally(failure);
    } else {
      acknowledged.complete(
          new Position(metadata.partition(), metadata.offset(), metadata.timestamp()));
    }
  }

  /** Waits at most {@code patience} for what is on its way. */
  public void close(Duration patience) {
    producer.close(patience);
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(1));
  }
}
