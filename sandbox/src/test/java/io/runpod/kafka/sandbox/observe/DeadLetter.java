package io.runpod.kafka.sandbox.observe;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/** Where a record of the dead-letter queue came from and why it is there, as its headers say. */
public record DeadLetter(String topic, int partition, long offset, String reason) {
  private static final String PREFIX = "__connect.errors.";

  /** The record's coordinates. */
  public Coordinates at() {
    return new Coordinates(topic, partition, offset);
  }

  public static DeadLetter of(ConsumerRecord<?, ?> rec) {
    Headers headers = rec.headers();
    return new DeadLetter(
        header(headers, "topic"),
        Integer.parseInt(header(headers, "partition")),
        Long.parseLong(header(headers, "offset")),
        header(headers, "exception.message"));
  }

  private static String header(Headers headers, String name) {
    return new String(headers.lastHeader(PREFIX + name).value(), StandardCharsets.UTF_8);
  }
}
