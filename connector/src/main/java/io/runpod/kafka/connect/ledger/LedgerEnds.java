package io.runpod.kafka.connect.ledger;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The ledger as it is now.
 *
 * @param ends where each partition ends: the offset the next record gets
 */
public record LedgerEnds(LedgerTopic topic, Map<Integer, Long> ends) {
  /**
   * Looks the ledger up; creates nothing.
   *
   * @throws ConnectException naming the setting, if it is not there or cannot be reached
   */
  public static LedgerEnds read(LedgerSettings settings) {
    Optional<LedgerEnds> found =
        LedgerBrokers.ask(
            settings,
            "reached",
            admin -> {
              Optional<LedgerTopic> topic = LedgerTopic.describe(admin, settings);
              return topic.isPresent()
                  ? Optional.of(new LedgerEnds(topic.get(), ends(admin, topic.get())))
                  : Optional.empty();
            });
    return found.orElseThrow(
        () ->
            new ConnectException(
                LedgerSettings.TOPIC + ": there is no topic " + settings.topic() + " yet"));
  }

  private static Map<Integer, Long> ends(Admin admin, LedgerTopic topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> wanted =
        IntStream.range(0, topic.partitions())
            .mapToObj(number -> new TopicPartition(topic.name(), number))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    return LedgerBrokers.get(admin.listOffsets(wanted).all()).entrySet().stream()
        .collect(Collectors.toMap(e -> e.getKey().partition(), e -> e.getValue().offset()));
  }
}
