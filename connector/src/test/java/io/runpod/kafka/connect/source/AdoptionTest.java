package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static io.runpod.kafka.connect.source.ReplayedLedger.open;
import static io.runpod.kafka.connect.source.ReplayedLedger.partition;
import static io.runpod.kafka.connect.source.ReplayedLedger.running;
import static io.runpod.kafka.connect.source.ReplayedLedger.snapshot;
import static io.runpod.kafka.connect.source.ReplayedLedger.submitted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.ledger.LedgerTail.Read;
import io.runpod.kafka.connect.ledger.LedgerTail.Span;
import io.runpod.kafka.connect.source.ReplayedLedger.Replayed;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class AdoptionTest {
  private final ReplayedLedger ledger = new ReplayedLedger();

  @Test
  void replaysWhatTookEffectWithoutTellingItAgain() {
    ledger.add(submitted("done"));
    ledger.add(submitted("running"));
    ledger.add(submitted("queued"));
    ledger.add(submitted("new"));
    TreeMap<Long, Cursor> open = new TreeMap<>(Map.of(1L, running(4), 2L, Cursor.QUEUED));

    Replayed replayed = ledger.replay(Optional.of(snapshot(3, open, 0)));

    assertThat(replayed.events()).extracting(e -> e.job().id().value()).containsExactly("new");
    assertThat(replayed.alive())
        .extracting(j -> j.id().value())
        .containsExactlyInAnyOrder("running", "queued", "new");
    assertThat(replayed.job("running").cursor()).isEqualTo(running(4));
  }

  @Test
  void aSecondEntryOfAJobThatEndedBeforeARestartIsNotTold() {
    ledger.add(submitted("over"));
    ledger.add(submitted("alive"));
    ledger.add(submitted("over"));

    Replayed replayed =
        ledger.replay(Optional.of(snapshot(2, new TreeMap<>(Map.of(1L, Cursor.QUEUED)), 0)));

    assertThat(replayed.events()).isEmpty();
    assertThat(replayed.alive()).extracting(Job::id).containsExactly(new JobId("alive"));
  }

  @Test
  void aReplayBeginsAtTheFirstJobThatIsAliveOrAFewThousandRecordsBack() {
    assertThat(partition(Optional.empty()).remembered().replayFrom()).isZero();
    assertThat(
            partition(Optional.of(snapshot(9_000, new TreeMap<>(), 0))).remembered().replayFrom())
        .isEqualTo(4_000);
    assertThat(
            partition(Optional.of(snapshot(9_000, open(running(1)), 0))).remembered().replayFrom())
        .isZero();
  }

  @Test
  void anOffsetBehindTheLedgersEndFailsWithTheWayOut() {
    Snapshot stored = snapshot(1_090, new TreeMap<>(), 0);

    assertThatThrownBy(
            () ->
                ledger
                    .adoption(partition(Optional.of(stored)))
                    .began(Map.of(0, new Span(0, 1_089))))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("runpod.ledger.topic")
        .hasMessageContaining("ends at offset 1089")
        .hasMessageContaining("next=1090")
        .hasMessageContaining("delete its offsets");
  }

  @Test
  void anOffsetAtTheLedgersEndIsWhatASourceThatHasReadAllOfItWrites() {
    Adoption adoption = ledger.adoption(partition(Optional.of(snapshot(9, new TreeMap<>(), 0))));

    adoption.began(Map.of(0, new Span(9, 9)));

    assertThat(adoption.replayed()).isTrue();
  }

  @Test
  void aLedgerThatLostItsLastRecordsAndTookOthersFailsWithTheWayOut() {
    Adoption adoption = readUpTo(3, Optional.of(7));
    adoption.read(by(1, 6), NOW);

    assertThatThrownBy(() -> adoption.read(by(2, 8), NOW))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("runpod.ledger.topic")
        .hasMessageContaining("another record at offset 2")
        .hasMessageContaining("delete its offsets");
  }

  @Test
  void aLedgerThatIsLedByOthersSinceIsTheSame() {
    Adoption adoption = readUpTo(3, Optional.of(7));

    adoption.read(by(1, 6), NOW);
    adoption.read(by(2, 7), NOW);
    adoption.read(by(3, 8), NOW);

    assertThat(adoption.replayed()).isTrue();
  }

  @Test
  void whereItIsNotKnownWhoLedTheLedgerItIsTakenForTheSame() {
    readUpTo(3, Optional.empty()).read(by(2, 8), NOW);
    readUpTo(3, Optional.of(7)).read(new Read(0, 2, Optional.empty()), NOW);
  }

  private Adoption readUpTo(long next, Optional<Integer> leaderEpoch) {
    Snapshot stored =
        new Snapshot(next, OpenJobs.NONE, "id", 1, 0, PassedOver.NOTHING, leaderEpoch);
    Adoption adoption = ledger.adoption(partition(Optional.of(stored)));
    adoption.began(Map.of(0, new Span(1, 4)));
    return adoption;
  }

  private static Read by(long offset, int leaderEpoch) {
    return new Read(0, offset, Optional.of(leaderEpoch), Optional.empty());
  }

  @Test
  void theReplayEndsAtTheEndsTakenWhenItBegan() {
    Adoption adoption = ledger.adoption(partition(Optional.empty()));
    assertThat(adoption.replayed()).isFalse();

    adoption.began(Map.of(0, new Span(0, 1)));
    assertThat(adoption.replayed()).isFalse();

    adoption.read(new Read(0, 0, Optional.of(submitted("a"))), NOW);
    assertThat(adoption.replayed()).isTrue();
  }
}
