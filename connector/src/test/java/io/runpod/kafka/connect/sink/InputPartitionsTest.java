package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.flow.PartitionHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class InputPartitionsTest {
  private static final TopicPartition P0 = new TopicPartition("jobs", 0);
  private static final Instant NOW = Instant.parse("2026-11-25T22:40:10Z");
  private static final long BEGIN = Long.MAX_VALUE / 2;

  private final InputPartitions partitions = new InputPartitions();

  @Test
  void theNoteOfAnIdlePartitionFollowsTheTimeInHours() {
    open(new PartitionHistory(1_000));
    partitions.entrySeen(NOW.toEpochMilli(), BEGIN);

    assertThat(since(Duration.ofMinutes(79))).isEqualTo(NOW);
    assertThat(since(Duration.ofMinutes(81))).isEqualTo(Instant.parse("2026-11-25T23:00:00Z"));
    assertThat(since(Duration.ofMinutes(130))).isEqualTo(Instant.parse("2026-11-25T23:00:00Z"));
    assertThat(since(Duration.ofMinutes(141))).isEqualTo(Instant.parse("2026-11-26T00:00:00Z"));
  }

  /** The next owner would read the ledger from a time on that its brokers have not reached. */
  @Test
  void aWorkersClockThatIsAheadMovesTheNoteNotBeyondTheLedgersTime() {
    Instant brokers = Instant.now().minus(Duration.ofDays(3));
    open(new PartitionHistory(1_000));
    assertThat(since(Duration.ofDays(1))).as("no entry seen").isEqualTo(Instant.EPOCH);

    partitions.entrySeen(brokers.toEpochMilli(), BEGIN);
    partitions.entrySeen(brokers.minusSeconds(9).toEpochMilli(), BEGIN + 1_000_000_000L);

    assertThat(since(Duration.ofHours(30)))
        .isBetween(brokers.plus(Duration.ofHours(28)), brokers.plus(Duration.ofHours(29)));
  }

  @Test
  void theNoteOfAPartitionAtWorkIsThatOfItsNewestEntry() {
    open(new PartitionHistory(1_000));
    partitions.entrySeen(NOW.minusSeconds(5).toEpochMilli(), BEGIN);
    partitions.entrySeen(NOW.minusSeconds(8).toEpochMilli(), BEGIN);

    assertThat(since(Duration.ofSeconds(5))).isEqualTo(NOW.minusSeconds(5));
  }

  @Test
  void whatTheLedgerHasOfRecordsToComeHoldsTheNoteBack() {
    PartitionHistory history = new PartitionHistory(1_000);
    history.accepted(7, 1, 1_000, 0);
    open(history);

    assertThat(since(Duration.ZERO)).isEqualTo(Instant.ofEpochMilli(1_000));
  }

  @Test
  void anUnfinishedRecordHoldsTheNoteBack() {
    open(new PartitionHistory(1_000));
    partitions.of(P0).orElseThrow().accept(0, 1);

    assertThat(since(Duration.ZERO)).isEqualTo(Instant.EPOCH);
  }

  private void open(PartitionHistory history) {
    partitions.open(List.of(P0));
    partitions.of(P0).orElseThrow().scanned(history);
  }

  private Instant since(Duration later) {
    OffsetAndMetadata commit =
        partitions.toCommit(Map.of(P0, new OffsetAndMetadata(0)), BEGIN + later.toNanos()).get(P0);
    return CommitNote.parse(commit.metadata()).orElseThrow().since();
  }
}
