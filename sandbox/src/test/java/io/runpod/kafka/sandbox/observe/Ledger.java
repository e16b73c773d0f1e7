package io.runpod.kafka.sandbox.observe;

import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.client.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the ledger says, as any console consumer can read it. */
public final class Ledger {
  private static final String TOPIC = "runpod.ledger";
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

  private static String kind(ConsumerRecord<?, ?> entry) {
    Header kind = entry.headers().lastHeader("kind");
    return kind == null ? "" : new String(kind.value(), StandardCharsets.UTF_8);
  }
}
