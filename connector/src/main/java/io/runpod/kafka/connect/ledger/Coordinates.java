package io.runpod.kafka.connect.ledger;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.RequestRef;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Kind and input coordinates of a ledger record, as its headers say them: a scan of the ledger
 * parses no JSON.
 */
public record Coordinates(
    String kind, String connector, String topic, int partition, long offset, long timestamp) {
  static final String KIND = "kind";
  private static final String CONNECTOR = "connector";
  private static final String TOPIC = "topic";
  private static final String PARTITION = "partition";
  private static final String OFFSET = "offset";
  private static final String TIMESTAMP = "timestamp";
  private static final String ENDPOINT = "endpoint";

  static void write(LedgerEntry.OfRequest entry, Headers headers) {
    RequestRef request = entry.request();
    put(headers, CONNECTOR, entry.connector());
    put(headers, TOPIC, request.topic());
    put(headers, PARTITION, Integer.toString(request.partition()));
    put(headers, OFFSET, Long.toString(request.offset()));
    put(headers, TIMESTAMP, Long.toString(request.timestamp()));
    if (entry instanceof LedgerEntry.Submitted submitted) {
      put(headers, ENDPOINT, submitted.endpoint().value());
    } else if (entry instanceof LedgerEntry.Finished finished) {
      put(headers, ENDPOINT, finished.submitted().endpoint().value());
    }
  }

  static void write(TopicPartition input, Headers headers) {
    put(headers, TOPIC, input.topic());
    put(headers, PARTITION, Integer.toString(input.partition()));
  }

  /** The input partition a record names, if it does. */
  static Optional<TopicPartition> input(Headers headers) {
    Optional<String> topic = text(headers, TOPIC);
    Optional<String> partition = text(headers, PARTITION).filter(text -> text.matches("\\d{1,9}"));
    return topic.isEmpty() || partition.isEmpty()
        ? Optional.empty()
        : Optional.of(new TopicPartition(topic.get(), Integer.parseInt(partition.get())));
  }

  static void put(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** The record's kind, if it has one. */
  public static Optional<String> kind(Headers headers) {
    return text(headers, KIND);
  }

  /** The endpoint that took the job, if the record says that one did; older ones do not. */
  static Optional<EndpointId> endpoint(Headers headers) {
    return text(headers, ENDPOINT).map(EndpointId::new);
  }

  /** The coordinates, if the record stands for an input record and they are whole. */
  public static Optional<Coordinates> of(Headers headers) {
    Optional<String> kind = text(headers, KIND);
    Optional<String> connector = text(headers, CONNECTOR);
    Optional<String> topic = text(headers, TOPIC);
    Optional<String> partition = text(headers, PARTITION);
    Optional<String> offset = text(headers, OFFSET);
    Optional<String> timestamp = text(headers, TIMESTAMP);
    if (kind.isEmpty()
        || connector.isEmpty()
        || topic.isEmpty()
        || partition.isEmpty()
        || offset.isEmpty()
        || timestamp.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Coordinates(
              kind.get(),
              connector.get(),
              topic.get(),
              Integer.parseInt(partition.get()),
              Long.parseLong(offset.get()),
              Long.parseLong(timestamp.get())));
    } catch (NumberFormatException notOurs) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }
}
