package io.runpod.kafka.connect.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.LedgerWriter.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class LedgerWriterTest {
  private static final LedgerEntry.Intent INTENT =
      new LedgerEntry.Intent(
          "sink", new RequestRef("jobs", 2, 42, 99, Optional.empty()), Instant.EPOCH);

  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
  private final LedgerWriter writer = new LedgerWriter("ledger", producer);

  @Test
  void isDoneWhenTheBrokerHasAcknowledged() throws Exception {
    CompletableFuture<Position> done = writer.append(3, INTENT);
    assertThat(done).isNotDone();

    producer.completeNext();

    assertThat(done.get().offset()).isZero();
    assertThat(producer.history().get(0).partition()).isEqualTo(3);
  }

  @Test
  void writesTheFirstPartitionsCopyWhenAllOthersHaveTheirs() throws Exception {
    MockProducer<String, byte[]> three = producerOf(3);
    CompletableFuture<Position> done = new LedgerWriter("ledger", three).appendToAll(INTENT);

    assertThat(three.history()).extracting(ProducerRecord::partition).containsExactly(1, 2);
    three.completeNext();
    assertThat(three.history()).hasSize(2);
    three.completeNext();
    assertThat(three.history()).extracting(ProducerRecord::partition).containsExactly(1, 2, 0);
    assertThat(done).isNotDone();
    three.completeNext();
    assertThat(done.get().partition()).isZero();
  }

  @Test
  void writesNoFirstCopyWhereAnotherIsMissing() {
    MockProducer<String, byte[]> two = producerOf(2);
    CompletableFuture<Position> done = new LedgerWriter("ledger", two).appendToAll(INTENT);
    two.errorNext(new TimeoutException("late"));

    assertThat(done).isCompletedExceptionally();
    assertThat(two.history()).hasSize(1);
  }

  private static MockProducer<String, byte[]> producerOf(int partitions) {
    List<PartitionInfo> infos =
        IntStream.range(0, partitions)
            .mapToObj(p -> new PartitionInfo("ledger", p, Node.noNode(), null, null))
            .toList();
    return new MockProducer<>(
        new Cluster("c", List.of(Node.noNode()), infos, Set.of(), Set.of()),
        false,
        null,
        new StringSerializer(),
        new ByteArraySerializer());
  }

  @Test
  void writesCoordinatesAsHeaders() {
    CompletableFuture<Position> unused = writer.append(INTENT);

    ProducerRecord<String, byte[]> sent = producer.history().get(0);
    assertThat(sent.key()).isEqualTo("jobs-2-42");
    assertThat(Coordinates.of(sent.headers()))
        .contains(new Coordinates("intent", "sink", "jobs", 2, 42, 99));
  }

  @Test
  void writesTheKindOfEveryEntry() {
    CompletableFuture<Position> unused = writer.append(new LedgerEntry.Nudge(new JobId("j")));

    ProducerRecord<String, byte[]> sent = producer.history().get(0);
    assertThat(Coordinates.kind(sent.headers())).contains("nudge");
    assertThat(Coordinates.of(sent.headers())).isEmpty();
  }

  @Test
  void failsWithTheBrokersReason() {
    CompletableFuture<Position> done = writer.append(INTENT);
    producer.errorNext(new TimeoutException("late"));

    assertThatThrownBy(done::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void failsTheFutureAndNotTheCallerWhereNothingCanBeSent() {
    producer.sendException = new TimeoutException("no metadata");
    assertThat(writer.append(INTENT)).isCompletedExceptionally();
  }

  @Test
  void ignoresCoordinatesThatAreNotWhole() {
    RecordHeaders headers = new RecordHeaders();
    Coordinates.write(INTENT, headers);
    assertThat(Coordinates.of(headers)).isEmpty();
    Coordinates.put(headers, Coordinates.KIND, "intent");
    assertThat(Coordinates.of(headers)).isPresent();
    Coordinates.put(headers, "offset", "many");
    assertThat(Coordinates.of(headers)).isEmpty();
    headers.remove("offset").add("offset", null);
    assertThat(Coordinates.of(headers)).isEmpty();
  }

  @Test
  void staysIdempotentAndWaitsForAllReplicasWhateverTheClientSettingsSay() {
    LedgerSettings settings =
        new LedgerSettings(
            "ledger",
            4,
            (short) 1,
            Duration.ofDays(14),
            Map.of("producer.acks", "1", "enable.idempotence", "false", "linger.ms", "7"));

    assertThat(LedgerWriter.config(settings, "client"))
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .containsEntry("linger.ms", "7");
  }

  /** It would block the append of a task that stops while the brokers are away. */
  @Test
  void neverForgetsTheTopicHoweverLongItIsIdle() {
    LedgerSettings settings =
        new LedgerSettings("ledger", 4, (short) 1, Duration.ofDays(14), Map.of());

    assertThat(LedgerWriter.config(settings, "client"))
        .containsEntry("metadata.max.idle.ms", Duration.ofDays(365).toMillis());
  }

  @Test
  void laysClientSettingsOverTheCommonOnes() {
    Map<String, Object> clients = new HashMap<>();
    clients.put("bootstrap.servers", "b:1");
    clients.put("security.protocol", "SSL");
    clients.put("producer.linger.ms", "7");
    clients.put("producer.security.protocol", "PLAINTEXT");
    clients.put("consumer.fetch.max.wait.ms", "9");
    LedgerSettings settings =
        new LedgerSettings("ledger", 4, (short) 1, Duration.ofDays(14), clients);

    assertThat(settings.producer())
        .containsOnly(
            Map.entry("bootstrap.servers", "b:1"),
            Map.entry("security.protocol", "PLAINTEXT"),
            Map.entry("linger.ms", "7"));
    assertThat(settings.consumer())
        .containsEntry("fetch.max.wait.ms", "9")
        .containsEntry("security.protocol", "SSL");
    assertThat(settings.admin()).containsOnlyKeys("bootstrap.servers", "security.protocol");
    assertThat(settings.toString()).doesNotContain("b:1");
    assertThat(settings.maxEntryBytes()).isEqualTo(1_048_576 - 4_096);
  }
}
