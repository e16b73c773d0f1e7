package io.runpod.kafka.sandbox.bench;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.TopicReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What lies in a topic, as the broker counts it. */
final class KafkaLog {
  private static final double MEGABYTE = 1_000_000;
  private static final int BROKER = 1;

  private final Sandbox sandbox;
  private final String topic;

  KafkaLog(Sandbox sandbox, String topic) {
    this.sandbox = sandbox;
    this.topic = topic;
  }

  /** Records written so far, the markers of transactions among them; 0 without the topic. */
  long records() throws InterruptedException {
    Admin admin = sandbox.topics().admin();
    if (!sandbox.topics().names().contains(topic)) {
      return 0;
    }
    try {
      TopicDescription description =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      Map<TopicPartition, OffsetSpec> ends =
          IntStream.range(0, description.partitions().size())
              .mapToObj(partition -> new TopicPartition(topic, partition))
              .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
      return admin.listOffsets(ends).all().get().values().stream()
          .mapToLong(end -> end.offset())
          .sum();
    } catch (ExecutionException e) {
      throw new IllegalStateException("could not count " + topic, e);
    }
  }

  /** Size of all its segments. */
  double megabytes() throws InterruptedException {
    try {
      return sandbox
              .topics()
              .admin()
              .describeLogDirs(List.of(BROKER))
              .allDescriptions()
              .get()
              .get(BROKER)
              .values()
              .stream()
              .flatMap(folder -> folder.replicaInfos().entrySet().stream())
              .filter(replica -> replica.getKey().topic().equals(topic))
              .mapToLong(replica -> replica.getValue().size())
              .sum()
          / MEGABYTE;
    } catch (ExecutionException e) {
      throw new IllegalStateException("could not measure " + topic, e);
    }
  }

  /** Writes the latest record of each key again, in turn, until so much is written. */
  void writeAgain(double megabytes) {
    Map<String, ConsumerRecord<String, byte[]>> latest = new LinkedHashMap<>();
    try (TopicReader<byte[]> reader = sandbox.topics().reader(topic, new ByteArrayDeserializer())) {
      reader.toEnd().forEach(one -> latest.put(one.key(), one));
    }
    double written = 0;
    while (written < megabytes * MEGABYTE) {
      for (ConsumerRecord<String, byte[]> one : latest.values()) {
        var unused =
            sandbox
                .topics()
                .send(new ProducerRecord<>(topic, one.partition(), one.key(), one.value()));
        written += one.value().length;
      }
    }
    sandbox.topics().flush();
  }

  /** Its size once the broker has compacted what it will, or after the time given for that. */
  double megabytesOnceCompacted(int seconds) throws InterruptedException {
    double size = megabytes();
    int steady = 0;
    for (int i = 0; i < seconds && steady < 20; i++) {
      TimeUnit.SECONDS.sleep(1);
      double now = megabytes();
      steady = now < size ? 0 : steady + 1;
      size = now;
    }
    return size;
  }
}
