package io.runpod.kafka.sandbox.bench;

import io.runpod.kafka.sandbox.Sandbox;
import java.util.Map;
import java.util.function.LongFunction;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Jobs that lie in an input topic before anybody reads it. */
final class Input {
  private static final int KEYS = 1_000;

  private Input() {}

  /** Makes the topic and writes so many records of {@value #KEYS} keys, if there are as many. */
  static void load(
      Sandbox sandbox, String topic, int partitions, long records, LongFunction<String> value) {
    sandbox.topics().create(topic, partitions, Map.of());
    for (long i = 0; i < records; i++) {
      var unused =
          sandbox.topics().send(new ProducerRecord<>(topic, "key-" + i % KEYS, value.apply(i)));
    }
  }
}
