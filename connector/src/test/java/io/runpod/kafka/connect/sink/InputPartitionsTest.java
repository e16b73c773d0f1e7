package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.flow.PartitionHistory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class InputPartitionsTest {
  private static final TopicPartition P0 = new TopicPartition("jobs", 0);
  private static final Instant NOW = Instant.parse("2026-11-25T22:40:10Z");
  private final InputPartitions partitions = new InputPartitions();

  @Test
  void theNoteOfAnIdlePartitionFollowsTheTimeInHours() {
    open(new PartitionHistory(1_000));

    assertThat(since(NOW)).isEqualTo(Instant.parse("2026-11-25T21:00:00Z"));
    assertThat(since(NOW.plusSeconds(600))).isEqualTo(Instant.parse("2026-11-25T21:00:00Z"));
    assertThat(since(NOW.plusSeconds(3_600))).isEqualTo(Instant.parse("2026-11-25T22:00:00Z"));
  }

  @Test
  void theNoteOfAPartitionAtWorkIsThatOfItsNewestEntry() {
    open(new PartitionHistory(1_000));
    partitions.entrySeen(NOW.minusSeconds(5).toEpochMilli());

    assertThat(since(NOW)).isEqualTo(NOW.minusSeconds(5));
  }

  @Test
  void whatTheLedgerHasOfRecordsToComeHoldsTheNoteBack() {
    PartitionHistory history = new PartitionHistory(1_000);
    history.accepted(7, 1, 1_000, 0);
    open(history);

    assertThat(since(NOW)).isEqualTo(Instant.ofEpochMilli(1_000));
  }

  @Test
  void anUnfinishedRecordHoldsTheNoteBack() {
    open(new PartitionHistory(1_000));
    partitions.of(P0).orElseThrow().accept(0, 1);

    assertThat(since(NOW)).isEqualTo(Instant.EPOCH);
  }

  private void open(PartitionHistory history) {
    partitions.open(List.of(P0));
    partitions.of(P0).orElseThrow().scanned(history);
  }

  private Instant since(Instant now) {
    OffsetAndMetadata commit =
        partitions.toCommit(Map.of(P0, new OffsetAndMetadata(0)), now).get(P0);
    return CommitNote.parse(commit.metadata()).orElseThrow().since();
  }
}
