package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.sandbox.client.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** The jobs a test has sent. Owned by one thread. */
public final class Produced {
  private final List<SentJob> jobs = new ArrayList<>();

  /**
   * Sends jobs over all partitions of a topic in turn and waits until the broker has them.
   *
   * @param input the JSON of the job with that number; it must have the number as {@code n}
   */
  public static Produced to(
      Topics topics, String topic, int partitions, int count, IntFunction<String> input)
      throws Exception {
    List<Future<RecordMetadata>> sending = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      sending.add(
          topics.send(new ProducerRecord<>(topic, n % partitions, "key-" + n, input.apply(n))));
    }
    Produced produced = new Produced();
    for (int n = 0; n < count; n++) {
      RecordMetadata at = sending.get(n).get();
      produced.jobs.add(new SentJob(n, at.partition(), at.offset()));
    }
    return produced;
  }

  public List<SentJob> jobs() {
    return jobs;
  }
}
