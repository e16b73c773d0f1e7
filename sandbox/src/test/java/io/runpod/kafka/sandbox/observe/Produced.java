package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.sandbox.client.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** The input records a test has sent. Owned by one thread. */
public final class Produced {
  private final List<SentRecord> records = new ArrayList<>();
  private final Map<Integer, SentRecord> byNumber = new HashMap<>();
  private final Map<Coordinates, SentRecord> byPlace = new HashMap<>();

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
      Coordinates place = new Coordinates(topic, at.partition(), at.offset());
      produced.add(new SentRecord(n, place, SentRecord.Fate.JOB));
    }
    return produced;
  }

  /** The record has been sent. */
  public void add(SentRecord sent) {
    records.add(sent);
    byNumber.put(sent.number(), sent);
    byPlace.put(sent.at(), sent);
  }

  public List<SentRecord> records() {
    return Collections.unmodifiableList(records);
  }

  public Optional<SentRecord> record(int number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  public Optional<SentRecord> record(Coordinates place) {
    return Optional.ofNullable(byPlace.get(place));
  }
}
