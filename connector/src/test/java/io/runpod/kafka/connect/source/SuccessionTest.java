package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.source.ReplayedLedger.ENDPOINT;
import static io.runpod.kafka.connect.source.ReplayedLedger.OTHER;
import static io.runpod.kafka.connect.source.ReplayedLedger.finished;
import static io.runpod.kafka.connect.source.ReplayedLedger.open;
import static io.runpod.kafka.connect.source.ReplayedLedger.running;
import static io.runpod.kafka.connect.source.ReplayedLedger.snapshot;
import static io.runpod.kafka.connect.source.ReplayedLedger.submitted;
import static io.runpod.kafka.connect.source.ReplayedLedger.withheld;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.Jobs;
import io.runpod.kafka.connect.ledger.HandoverEntry;
import io.runpod.kafka.connect.source.ReplayedLedger.Replayed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Readers of one stream that follow each other, by the marks they leave in the ledger. */
class SuccessionTest {
  private static final Set<EndpointId> OURS = Set.of(ENDPOINT);
  private static final Set<EndpointId> OTHERS = Set.of(OTHER);

  private final ReplayedLedger ledger = new ReplayedLedger();

  @Test
  void afterAReaderThatLeftInOrderNothingIsMissing() {
    ledger.add(submitted("a"));
    ledger.add(new HandoverEntry.ReaderTook(7, OURS));
    ledger.add(
        new HandoverEntry.ReaderHandedOver(
            7, new JobId("a"), 1, 4, false, Optional.empty(), List.of(Jobs.chunk("x"))));
    ledger.add(new HandoverEntry.ReaderLeft(7, OURS, List.of()));

    Replayed replayed = ledger.replay(Optional.of(snapshot(2, open(running(4)), 7)));

    assertThat(replayed.events()).singleElement().isInstanceOf(JobEvent.ChunkRead.class);
    assertThat(replayed.job("a").cursor().gapAhead()).isFalse();
  }

  @Test
  void withoutExactlyOnceAReaderThatLeavesNamesTheStreamsWhoseGapsItTold() {
    Cursor gapTold = new Cursor(JobStatus.IN_PROGRESS, 1, 1, -1, 0, 2, false, true, true, false);
    ledger.add(submitted("a"));
    LedgerPartition partition =
        ledger.replay(Optional.of(snapshot(1, open(gapTold), 0))).partition();

    assertThat(StreamOwner.lost(partition, Set.of(), false)).containsExactly(new JobId("a"));
    assertThat(StreamOwner.lost(partition, Set.of(), true)).isEmpty();
  }

  @Test
  void afterAReaderThatVanishedTheNextChunkSaysThatSomeMayBeMissing() {
    ledger.add(submitted("a"));
    ledger.add(submitted("queued"));

    Replayed replayed =
        ledger.replay(
            Optional.of(snapshot(2, new TreeMap<>(Map.of(0L, running(4), 1L, Cursor.QUEUED)), 7)));

    assertThat(replayed.job("a").cursor().gapAhead()).isTrue();
    assertThat(replayed.job("queued").cursor().gapAhead()).isFalse();
  }

  @Test
  void withoutExactlyOnceEveryJobMayHaveBeenRead() {
    ledger.exactlyOnce = false;
    ledger.add(submitted("queued"));
    ledger.add(submitted("new"));

    Replayed replayed =
        ledger.replay(Optional.of(snapshot(1, new TreeMap<>(Map.of(0L, Cursor.QUEUED)), 7)));

    assertThat(replayed.job("queued").cursor().gapAhead()).isTrue();
    assertThat(replayed.job("new").cursor().gapAhead()).isTrue();
  }

  @Test
  void aReaderThatTookTheStreamsAndPublishedNothingIsRemembered() {
    // the snapshot is of reader 7, which left; reader 8 read and was killed before it published
    ledger.add(submitted("a"));
    ledger.add(new HandoverEntry.ReaderLeft(7, OURS, List.of()));
    ledger.add(new HandoverEntry.ReaderTook(8, OURS));

    Replayed replayed = ledger.replay(Optional.of(snapshot(1, open(running(4)), 7)));

    assertThat(replayed.job("a").cursor().gapAhead()).isTrue();
  }

  @Test
  void aReadThatWasOpenWhenItsReaderLeftIsReported() {
    ledger.add(submitted("a"));
    ledger.add(new HandoverEntry.ReaderLeft(7, OURS, List.of(new JobId("a"))));

    Replayed replayed = ledger.replay(Optional.of(snapshot(1, open(running(4)), 7)));

    assertThat(replayed.job("a").cursor().gapAhead()).isTrue();
  }

  @Test
  void aReaderThatVanishedTookNothingOfAStreamThatWasAtItsEnd() {
    ledger.add(submitted("a"));

    assertThat(
            ledger
                .replay(Optional.of(snapshot(1, open(withheld()), 7)))
                .job("a")
                .cursor()
                .gapAhead())
        .isFalse();
  }

  @Test
  void noReaderCanHaveReadTheStreamOfAFinishedJobThatWasNeverTold() {
    ledger.add(submitted("running"));
    ledger.add(finished("new", Optional.of("{\"status\":\"COMPLETED\"}")));

    Replayed replayed = ledger.replay(Optional.of(snapshot(1, open(running(4)), 7)));

    assertThat(replayed.job("running").cursor().gapAhead()).isTrue();
    assertThat(replayed.job("new").cursor().gapAhead()).isFalse();
  }

  @Test
  void theMarksOfAnotherEndpointsReaderSayNothingOfOurs() {
    ledger.add(submitted("a"));
    ledger.add(new HandoverEntry.ReaderLeft(7, OURS, List.of()));
    ledger.add(new HandoverEntry.ReaderTook(8, OTHERS));

    assertThat(gapAhead(ledger, 1)).as("ours left in order").isFalse();

    ReplayedLedger vanished = new ReplayedLedger();
    vanished.add(submitted("a"));
    vanished.add(new HandoverEntry.ReaderTook(8, OTHERS));
    vanished.add(new HandoverEntry.ReaderLeft(8, OTHERS, List.of()));
    // two tasks of one worker may start within the same millisecond
    vanished.add(new HandoverEntry.ReaderLeft(7, OTHERS, List.of()));

    assertThat(gapAhead(vanished, 1)).as("ours vanished").isTrue();
  }

  @Test
  void aReaderThatHadOneOfOurEndpointsIsOneOfOurs() {
    ledger.streamed = Map.of(ENDPOINT, true, OTHER, true);
    ledger.add(submitted("a"));
    ledger.add(new HandoverEntry.ReaderTook(7, OURS));
    ledger.add(new HandoverEntry.ReaderLeft(7, OURS, List.of()));

    assertThat(gapAhead(ledger, 1)).as("the list of endpoints has grown").isFalse();
  }

  @Test
  void ofTwoReadersBeforeUsEachIsJudgedByItself() {
    ledger.streamed = Map.of(ENDPOINT, true, OTHER, true);
    ledger.add(submitted("a"));
    ledger.add(submitted("b", OTHER));
    ledger.add(new HandoverEntry.ReaderTook(8, OURS));
    ledger.add(new HandoverEntry.ReaderTook(9, OTHERS));
    ledger.add(new HandoverEntry.ReaderLeft(9, OTHERS, List.of()));

    Replayed replayed =
        ledger.replay(
            Optional.of(snapshot(2, new TreeMap<>(Map.of(0L, running(4), 1L, running(4))), 0)));

    assertThat(replayed.job("a").cursor().gapAhead()).as("its reader vanished").isTrue();
    assertThat(replayed.job("b").cursor().gapAhead()).as("its reader left").isFalse();
  }

  @Test
  void aMarkWithoutEndpointsIsOfOurs() {
    ledger.add(submitted("a"));
    ledger.add(new HandoverEntry.ReaderLeft(7, Set.of(), List.of()));
    assertThat(gapAhead(ledger, 1)).isFalse();

    ledger.add(new HandoverEntry.ReaderTook(8, Set.of()));
    assertThat(gapAhead(ledger, 1)).isTrue();
  }

  private static boolean gapAhead(ReplayedLedger ledger, long next) {
    return ledger
        .replay(Optional.of(snapshot(next, open(running(4)), 7)))
        .job("a")
        .cursor()
        .gapAhead();
  }
}
