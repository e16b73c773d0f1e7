package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobAnswer.Chunk;
import io.runpod.kafka.connect.job.JobEvent.ChunkRead;
import io.runpod.kafka.connect.job.Jobs;
import io.runpod.kafka.connect.ledger.HandoverEntry.ReaderHandedOver;
import io.runpod.kafka.connect.ledger.HandoverEntry.ReaderLeft;
import io.runpod.kafka.connect.ledger.HandoverEntry.ReaderTook;
import io.runpod.kafka.connect.ledger.LedgerWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandoverWriterTest {
  private static final Set<EndpointId> ENDPOINTS =
      Set.of(new EndpointId("ep1"), new EndpointId("ep2"));

  private final HandoverWriter writer = HandoverWriter.of(7, ENDPOINTS, Outputs.error(400_000));
  private final Job a = Jobs.queued("a", 0);
  private final Job b = Jobs.queued("b", 1);

  @Test
  void itsMarksNameTheEndpointsWhoseStreamsItReads() {
    assertThat(writer.took()).isEqualTo(new ReaderTook(7, ENDPOINTS));
    assertThat(writer.left(List.of())).isEqualTo(new ReaderLeft(7, ENDPOINTS, List.of()));
  }

  @Test
  void handsOverTheChunksOfEachJob() {
    List<ReaderHandedOver> entries =
        writer.chunks(List.of(read(a, 3, false, 1), read(b, 0, false, 1), read(a, 4, false, 1)));

    assertThat(entries).hasSize(2);
    assertThat(entries.get(0).sequence()).isEqualTo(3);
    assertThat(entries.get(0).chunks()).hasSize(2);
    assertThat(writer.left(List.of(b.id())))
        .isEqualTo(new ReaderLeft(7, ENDPOINTS, List.of(b.id())));
  }

  @Test
  void beginsANewRecordAtAGapAndAtItsSize() {
    List<ReaderHandedOver> entries =
        writer.chunks(
            List.of(
                read(a, 0, false, 1),
                read(a, 1, true, 1),
                read(a, 2, false, 300_000),
                read(a, 3, false, 300_000)));

    assertThat(entries).hasSize(3);
    assertThat(entries.get(1).gapBefore()).isTrue();
  }

  @Test
  void doesNotCarryWhatIsTooLargeToPublish() {
    ReaderHandedOver over = writer.chunks(List.of(read(a, 0, false, 400_001))).get(0);

    assertThat(over.chunks().get(0).output()).isEmpty();
    assertThat(over.chunks().get(0).outputBytes()).isEqualTo(400_001);
  }

  @Test
  void carriesWhatIsPublishedInParts() {
    HandoverWriter splitting = HandoverWriter.of(7, ENDPOINTS, Outputs.split(400_000));

    ReaderHandedOver over = splitting.chunks(List.of(read(a, 0, false, 3_000_000))).get(0);

    assertThat(over.chunks().get(0).output())
        .hasValueSatisfying(o -> assertThat(o).hasSize(3_000_000));
    assertThat(LedgerWriter.sizeOf(over)).isLessThan(8 * 1024 * 1024);
  }

  @Test
  void keepsThePlaceOfAChunkThatNoLedgerRecordHolds() {
    HandoverWriter splitting = HandoverWriter.of(7, ENDPOINTS, Outputs.split(400_000));

    List<ReaderHandedOver> entries =
        splitting.chunks(List.of(read(a, 0, false, 9_000_000), read(a, 1, false, 1)));

    assertThat(entries).hasSize(1);
    assertThat(entries.get(0).chunks())
        .extracting(Chunk::outputBytes)
        .containsExactly(9_000_000L, 1L);
    assertThat(entries.get(0).chunks().get(0).output()).isEmpty();
  }

  private static ChunkRead read(Job job, long sequence, boolean gap, int bytes) {
    Chunk chunk = new Chunk(Optional.of("x".repeat(bytes)), Optional.empty(), bytes);
    return new ChunkRead(job, NOW, sequence, 1, -1, gap, 7, chunk);
  }
}
