package io.runpod.kafka.connect.ledger;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Follows some partitions of the ledger from given offsets, on a thread of its own, and hands over
 * what it reads in batches. The sink of the batches may block: that is the back-pressure.
 */
public final class LedgerTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ENDS = Duration.ofSeconds(5);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;
  private volatile boolean endsWanted;

  /**
   * One record of the ledger.
   *
   * @param leaderEpoch of the broker that took it; empty if it is not known
   * @param entry empty if its kind is unknown or it is not ours
   */
  public record Read(
      int partition, long offset, Optional<Integer> leaderEpoch, Optional<LedgerEntry> entry) {
    public Read(int partition, long offset, Optional<LedgerEntry> entry) {
      this(partition, offset, Optional.empty(), entry);
    }
  }

  /** First offset that is read of a partition, and its log end when the tail began. */
  public record Span(long start, long end) {}

  /** Told on the tail's thread. */
  public interface Listener {
    /** The tail begins to read; told once, first. */
    void began(Map<Integer, Span> spans);

    void read(List<Read> batch) throws InterruptedException;

    /** Where the ledger ended at a time after {@link #askEnds}. */
    void ends(Map<Integer, Long> ends);

    void failed(KafkaException failure);
  }

  /**
   * @param from first offset to read of each partition; an offset that is gone by retention is
   *     answered with the earliest that is left
   */
  public LedgerTail(
      LedgerSettings settings, String clientId, Map<Integer, Long> from, Listener listener) {
    this.consumer = new KafkaConsumer<>(config(settings, clientId));
    this.thread =
        new Thread(() -> run(settings.topic(), from, listener), "runpod-ledger-tail-" + clientId);
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  private static Map<String, Object> config(LedgerSettings settings, String clientId) {
    Map<String, Object> config = new HashMap<>();
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 250);
    config.putAll(settings.consumer());
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return config;
  }

  private void run(String topic, Map<Integer, Long> from, Listener listener) {
    try (consumer) {
      Collection<TopicPartition> partitions =
          from.keySet().stream().map(p -> new TopicPartition(topic, p)).toList();
      consumer.assign(partitions);
      listener.began(seek(partitions, from));
      while (!Thread.currentThread().isInterrupted()) {
        if (endsWanted) {
          tellEnds(partitions, listener);
        }
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
          listener.read(decode(records));
        }
      }
    } catch (WakeupException | InterruptException | InterruptedException stopped) {
      // close() was called
    } catch (KafkaException e) {
      listener.failed(e);
    } catch (RuntimeException | Error e) {
      // a thread that ends in silence would leave the task running and deaf
      listener.failed(new KafkaException("the ledger's reader failed: " + e, e));
    }
  }

  /** Asks where the ledger ends now. Any thread. */
  public void askEnds() {
    endsWanted = true;
  }

  private void tellEnds(Collection<TopicPartition> partitions, Listener listener) {
    endsWanted = false;
    try {
      Map<Integer, Long> ends = new HashMap<>();
      consumer
          .endOffsets(partitions, ENDS)
          .forEach((partition, end) -> ends.put(partition.partition(), end));
      listener.ends(ends);
    } catch (TimeoutException brokersAreAway) {
      endsWanted = true;
    }
  }

  private Map<Integer, Span> seek(Collection<TopicPartition> partitions, Map<Integer, Long> from) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
    Map<Integer, Span> spans = new HashMap<>();
    for (TopicPartition partition : partitions) {
      long start = Math.max(from.get(partition.partition()), beginnings.get(partition));
      consumer.seek(partition, start);
      spans.put(partition.partition(), new Span(start, ends.get(partition)));
    }
    return spans;
  }

  private static List<Read> decode(ConsumerRecords<byte[], byte[]> records) {
    List<Read> batch = new ArrayList<>(records.count());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      batch.add(read(record));
    }
    return batch;
  }

  static Read read(ConsumerRecord<byte[], byte[]> record) {
    return new Read(record.partition(), record.offset(), record.leaderEpoch(), entry(record));
  }

  private static Optional<LedgerEntry> entry(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    try {
      return LedgerCodec.decode(record.value());
    } catch (IOException | IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  /** Reads no more. Whoever blocks its listener has to let go; the thread is not waited for. */
  @Override
  public void close() {
    consumer.wakeup();
  }
}
