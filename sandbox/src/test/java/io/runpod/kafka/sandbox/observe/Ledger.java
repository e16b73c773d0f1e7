package io.runpod.kafka.sandbox.observe;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.client.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the ledger says, as any console consumer can read it. */
public final class Ledger {
  /** Its name. */
  public static final String TOPIC = "runpod.ledger";

  private static final Set<String> ACCEPTED = Set.of("submitted", "finished");

  private Ledger() {}

  /** IDs of the jobs whose acceptance is in the ledger now. */
  public static Set<String> accepted(Topics topics) {
    try (TopicReader<byte[]> ledger = topics.reader(TOPIC, new ByteArrayDeserializer())) {
      return ledger.toEnd().stream()
          .filter(entry -> ACCEPTED.contains(kind(entry)))
          .map(ConsumerRecord::key)
          .collect(Collectors.toSet());
    }
  }

  /** Keys of the input records whose submit was begun, and of whose outcome nothing is said. */
  public static Set<String> intentsWithoutOutcome(Topics topics) {
    Set<String> open = new HashSet<>();
    try (TopicReader<byte[]> ledger = topics.reader(TOPIC, new ByteArrayDeserializer())) {
      // of several partitions, in no order: an outcome counts whenever it was written
      List<ConsumerRecord<String, byte[]>> entries = ledger.toEnd();
      entries.stream()
          .filter(entry -> kind(entry).equals("intent"))
          .map(ConsumerRecord::key)
          .forEach(open::add);
      entries.stream()
          .filter(entry -> ACCEPTED.contains(kind(entry)) || kind(entry).equals("refused"))
          .map(Ledger::place)
          .forEach(open::remove);
    }
    return open;
  }

  /** Why each retry that was refused, or is in doubt, was. */
  public static Map<Coordinates, String> refusedRetries(Topics topics) {
    try (TopicReader<byte[]> ledger = topics.reader(TOPIC, new ByteArrayDeserializer())) {
      return ledger.toEnd().stream()
          .filter(entry -> kind(entry).equals("retry-refused"))
          .collect(Collectors.toMap(Ledger::request, Ledger::reason, (first, again) -> first));
    }
  }

  private static String reason(ConsumerRecord<?, byte[]> entry) {
    try {
      return new ObjectMapper().readTree(entry.value()).path("reason").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The input record an entry stands for, in the form of an intent's key. */
  private static String place(ConsumerRecord<?, ?> entry) {
    return header(entry, "topic")
        + '-'
        + header(entry, "partition")
        + '-'
        + header(entry, "offset");
  }

  /** What an entry says, such as {@code submitted}. */
  public static String kind(ConsumerRecord<?, ?> entry) {
    return header(entry, "kind");
  }

  /** The input record that an entry stands for. */
  public static Coordinates request(ConsumerRecord<?, ?> entry) {
    return new Coordinates(
        header(entry, "topic"),
        Integer.parseInt(header(entry, "partition")),
        Long.parseLong(header(entry, "offset")));
  }

  private static String header(ConsumerRecord<?, ?> entry, String name) {
    Header header = entry.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
