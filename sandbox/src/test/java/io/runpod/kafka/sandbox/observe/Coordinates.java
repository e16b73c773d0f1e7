package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.schema.RequestRef;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where a record is. */
public record Coordinates(String topic, int partition, long offset) {
  static Coordinates of(ConsumerRecord<?, ?> rec) {
    return new Coordinates(rec.topic(), rec.partition(), rec.offset());
  }

  /** The input record an output names. */
  public static Coordinates of(RequestRef request) {
    return new Coordinates(request.getTopic(), request.getPartition(), request.getOffset());
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
