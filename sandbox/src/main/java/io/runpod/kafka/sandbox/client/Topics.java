package io.runpod.kafka.sandbox.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The broker's topics: create, write, read. Safe to use from any thread. */
public final class Topics implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration STEP = Duration.ofMillis(20);

  private final String bootstrapServers;
  private final Confluent confluent;
  private final Admin admin;
  private final Serializer<Object> avro;
  private final KafkaProducer<String, byte[]> producer;

  public Topics(String bootstrapServers, Confluent confluent) {
    this.bootstrapServers = bootstrapServers;
    this.confluent = confluent;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    this.avro = confluent.serializer();
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "linger.ms", "2",
                // above RunPod's limits, so that records that are too large can be sent
                "max.request.size", "20971520"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  public Admin admin() {
    return admin;
  }

  /**
   * Creates a topic with one replica and waits until all its partitions answer. A producer's first
   * batch that comes too early is sent again after the second, and then refused for ever
   * (OutOfOrderSequenceException).
   */
  public void create(String topic, int partitions, Map<String, String> config) {
    NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty());
    get(admin.createTopics(List.of(wanted.configs(config))).all());
    Map<TopicPartition, OffsetSpec> ends =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .collect(Collectors.toMap(one -> one, one -> OffsetSpec.latest()));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!answers(ends)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(topic + " does not answer");
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
  }

  private boolean answers(Map<TopicPartition, OffsetSpec> ends) {
    try {
      get(admin.listOffsets(ends).all());
      return true;
    } catch (IllegalStateException notYet) {
      if (notYet.getCause() instanceof RetriableException) {
        return false;
      }
      throw notYet;
    }
  }

  public Set<String> names() {
    return get(admin.listTopics().names());
  }

  /**
   * Sends a record: Avro records in Confluent's format, text as UTF-8, bytes as they are.
   *
   * @throws IllegalArgumentException if the value is anything else
   */
  public Future<RecordMetadata> send(ProducerRecord<String, ?> rec) {
    return producer.send(
        new ProducerRecord<>(
            rec.topic(),
            rec.partition(),
            rec.timestamp(),
            rec.key(),
            bytes(rec.topic(), rec.value()),
            rec.headers()));
  }

  /** Sends a record and waits until the broker has it. */
  public RecordMetadata sendNow(ProducerRecord<String, ?> rec) {
    return get(send(rec));
  }

  /** Waits until the broker has all that was sent. */
  public void flush() {
    producer.flush();
  }

  /** A reader of Avro records in Confluent's format, as generated classes. */
  public <T> TopicReader<T> avroReader(String topic) {
    return reader(topic, confluent.deserializer());
  }

  public <T> TopicReader<T> reader(String topic, Deserializer<T> values) {
    return new TopicReader<>(bootstrapServers, topic, values);
  }

  /** Every committed Avro record now in the topic. */
  public <T> List<ConsumerRecord<String, T>> readAll(String topic) {
    try (TopicReader<T> reader = avroReader(topic)) {
      return reader.toEnd();
    }
  }

  private byte[] bytes(String topic, Object value) {
    if (value == null || value instanceof byte[]) {
      return (byte[]) value;
    }
    if (value instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    if (value instanceof IndexedRecord) {
      return avro.serialize(topic, value);
    }
    throw new IllegalArgumentException("no encoding for " + value.getClass());
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
  }
}
