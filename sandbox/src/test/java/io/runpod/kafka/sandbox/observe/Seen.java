package io.runpod.kafka.sandbox.observe;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of an output topic as a {@code read_committed} consumer saw it.
 *
 * @param eventId its header {@code runpod.event.id}
 */
public record Seen<T>(T value, Coordinates at, String key, Optional<String> eventId) {
  private static final String EVENT_ID = "runpod.event.id";

  public static <T> Seen<T> of(ConsumerRecord<String, T> rec) {
    Optional<Header> header = Optional.ofNullable(rec.headers().lastHeader(EVENT_ID));
    return new Seen<>(
        rec.value(),
        Coordinates.of(rec),
        rec.key(),
        header.map(found -> new String(found.value(), StandardCharsets.UTF_8)));
  }
}
