package io.runpod.kafka.sandbox.mishap;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.client.Topics;
import io.runpod.kafka.sandbox.observe.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A second ledger, for a source to read: what the sinks wrote into theirs, as if they had submitted
 * all of it a while ago. No job counts as gone in its first minute, and none as lost to retention
 * in its first half an hour. Owned by one thread.
 */
final class AgedLedger implements AutoCloseable {
  static final String TOPIC = "runpod.ledger.aged";
  private static final List<String> TIMES = List.of("submittedAt", "at");
  private static final JsonMapper JSON = new JsonMapper();

  private final Topics topics;
  private final Duration age;
  private final TopicReader<byte[]> written;
  private int copied;

  AgedLedger(Topics topics, Duration age) {
    this.topics = topics;
    this.age = age;
    this.written = topics.reader(Ledger.TOPIC, new ByteArrayDeserializer());
  }

  /** Copies what was written since, and returns how many entries have been copied in all. */
  int copy() {
    List<ConsumerRecord<String, byte[]>> all = written.toEnd();
    for (ConsumerRecord<String, byte[]> entry : all.subList(copied, all.size())) {
      var unused =
          topics.send(
              new ProducerRecord<>(TOPIC, null, entry.key(), aged(entry.value()), entry.headers()));
    }
    topics.flush();
    copied = all.size();
    return copied;
  }

  private byte[] aged(byte[] entry) {
    try {
      ObjectNode json = (ObjectNode) JSON.readTree(entry);
      TIMES.forEach(time -> json.put(time, json.get(time).asLong() - age.toMillis()));
      return JSON.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    written.close();
  }
}
