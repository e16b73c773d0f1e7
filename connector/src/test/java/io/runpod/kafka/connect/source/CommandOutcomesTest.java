package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static io.runpod.kafka.connect.source.ReplayedLedger.ENDPOINT;
import static io.runpod.kafka.connect.source.ReplayedLedger.LATER;
import static io.runpod.kafka.connect.source.ReplayedLedger.OTHER;
import static io.runpod.kafka.connect.source.ReplayedLedger.failed;
import static io.runpod.kafka.connect.source.ReplayedLedger.open;
import static io.runpod.kafka.connect.source.ReplayedLedger.refused;
import static io.runpod.kafka.connect.source.ReplayedLedger.retried;
import static io.runpod.kafka.connect.source.ReplayedLedger.running;
import static io.runpod.kafka.connect.source.ReplayedLedger.snapshot;
import static io.runpod.kafka.connect.source.ReplayedLedger.submitted;
import static io.runpod.kafka.connect.source.ReplayedLedger.withheld;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.ledger.CommandEntry;
import io.runpod.kafka.connect.source.ReplayedLedger.Replayed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CommandOutcomesTest {
  private final ReplayedLedger ledger = new ReplayedLedger();

  @Test
  void aRetriedJobLivesAgainAsItsNextAttempt() {
    ledger.add(submitted("a"));
    ledger.add(retried("a", Optional.empty()));

    Replayed replayed = ledger.replay(Optional.of(snapshot(1, open(failed()), 0)));

    assertThat(replayed.events()).singleElement().isInstanceOf(JobEvent.StatusChanged.class);
    JobEvent.StatusChanged queued = (JobEvent.StatusChanged) replayed.events().get(0);
    assertThat(queued.status()).isEqualTo(JobStatus.IN_QUEUE);
    assertThat(queued.attempt()).isEqualTo(2);
    assertThat(queued.sequence()).isEqualTo(3);
    assertThat(replayed.job("a").phase()).isEqualTo(Job.Phase.QUEUED);
    assertThat(replayed.job("a").cursor().chunks()).isZero();
  }

  @Test
  void theOldAttemptsResultIsToldFromTheRetryIfItWasNot() {
    ledger.add(submitted("a"));
    ledger.add(retried("a", Optional.of("{\"status\":\"FAILED\",\"error\":\"boom\"}")));

    Replayed replayed = ledger.replay(Optional.of(snapshot(1, open(running(4)), 0)));

    assertThat(replayed.events())
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly("StatusChanged", "StreamEnded", "ResultReady", "StatusChanged");
    assertThat(((JobEvent.StreamEnded) replayed.events().get(1)).complete()).isFalse();
    JobEvent.ResultReady result = (JobEvent.ResultReady) replayed.events().get(2);
    assertThat(result.attempt()).isEqualTo(1);
    assertThat(result.error()).hasValueSatisfying(e -> assertThat(e.message()).contains("boom"));
  }

  @Test
  void anAttemptThatIsRetriedByItselfHasNoResult() {
    ledger.add(submitted("a"));
    ledger.add(retried("a", Optional.of("{\"status\":\"FAILED\",\"error\":\"boom\"}")));

    Replayed replayed = ledger.replay(Optional.of(snapshot(1, open(withheld()), 0)));

    assertThat(replayed.events())
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly("StreamEnded", "StatusChanged");
    assertThat(((JobEvent.StreamEnded) replayed.events().get(0)).complete()).isTrue();
    assertThat(replayed.job("a").cursor().attempt()).isEqualTo(2);
    assertThat(replayed.job("a").phase()).isEqualTo(Job.Phase.QUEUED);
  }

  @Test
  void theResultIsReadAgainIfTheRetryItWaitedForIsRefused() {
    ledger.add(submitted("a"));
    ledger.add(refused("a"));

    assertThat(ledger.replay(Optional.of(snapshot(1, open(withheld()), 0))).job("a").phase())
        .isEqualTo(Job.Phase.FINISHING);
    // of the next attempt, which fails like the first, nothing is known yet
    assertThat(ledger.replay(Optional.of(snapshot(2, open(withheld()), 0))).job("a").phase())
        .isEqualTo(Job.Phase.WITHHELD);
  }

  @Test
  void aFailedJobIsKeptForARetryButNotAskedAbout() {
    ledger.add(submitted("a"));

    assertThat(ledger.replay(Optional.of(snapshot(1, open(failed()), 0))).alive()).isEmpty();
  }

  @Test
  void aCancelledJobsDisappearanceIsExpected() {
    ledger.add(submitted("a"));
    ledger.add(
        new CommandEntry.Cancelled(
            new JobId("a"), ENDPOINT, "commands", submitted("a").request(), NOW));

    assertThat(ledger.replay(Optional.empty()).job("a").removalExpected()).isTrue();
  }

  @Test
  void aRetryThatWasAnnouncedBeforeARestartIsStillExpected() {
    ledger.add(submitted("a"));
    ledger.add(
        new CommandEntry.Retrying(
            new JobId("a"), ENDPOINT, "commands", submitted("a").request(), NOW));

    assertThat(ledger.replay(Optional.of(snapshot(2, open(running(4)), 0))).job("a").retrying())
        .isTrue();
    ledger.add(retried("a", Optional.empty()));
    assertThat(ledger.replay(Optional.of(snapshot(3, open(running(0)), 0))).job("a").retrying())
        .isFalse();
  }

  @Test
  void aPurgeConcernsQueuedJobsOnlyAndIsToldOnce() {
    ledger.add(submitted("queued"));
    ledger.add(submitted("running"));
    ledger.add(new CommandEntry.Purged(ENDPOINT, "commands", submitted("a").request(), NOW, 3));
    ledger.add(submitted("later", NOW.plusSeconds(5)));
    TreeMap<Long, Cursor> open = new TreeMap<>(Map.of(0L, Cursor.QUEUED, 1L, running(0)));

    Replayed fresh = ledger.replay(Optional.of(snapshot(2, open, 0)));
    Replayed again = ledger.replay(Optional.of(snapshot(3, open, 0)));

    assertThat(fresh.purges()).hasSize(1);
    assertThat(again.purges()).isEmpty();
    assertThat(fresh.job("queued").removalExpected()).isTrue();
    assertThat(fresh.job("running").removalExpected()).isFalse();
    assertThat(fresh.job("later").removalExpected()).isFalse();
  }

  @Test
  void aPurgeConcernsTheJobsAcceptedBeforeItThatComeIntoTheLedgerBehindIt() {
    ledger.add(new CommandEntry.Purged(ENDPOINT, "commands", submitted("a").request(), NOW, 3));
    ledger.add(new CommandEntry.Purged(OTHER, "commands", submitted("a").request(), LATER, 3));
    ledger.add(submitted("overtaken", NOW.plusMillis(4_999)));
    ledger.add(submitted("later", NOW.plusSeconds(5)));

    Replayed fresh = ledger.replay(Optional.empty());
    TreeMap<Long, Cursor> queued = new TreeMap<>(Map.of(2L, Cursor.QUEUED, 3L, Cursor.QUEUED));
    Replayed again = ledger.replay(Optional.of(snapshot(4, queued, 0)), 0);
    ledger.add(retried("overtaken", Optional.empty()));
    Replayed retried = ledger.replay(Optional.empty());

    for (Replayed replayed : List.of(fresh, again)) {
      assertThat(replayed.job("overtaken").removalExpected()).isTrue();
      assertThat(replayed.job("later").removalExpected()).isFalse();
    }
    assertThat(fresh.effects())
        .extracting(Effect::next)
        .endsWith(Effect.Next.SOON, Effect.Next.WATCH);
    assertThat(retried.job("overtaken").removalExpected()).isFalse();
  }

  @Test
  void anEarlierPurgeDoesNotTakeBackWhatALaterOneMayHaveRemoved() {
    ledger.add(new CommandEntry.Purged(ENDPOINT, "commands", submitted("a").request(), LATER, 3));
    ledger.add(new CommandEntry.Purged(ENDPOINT, "commands", submitted("a").request(), NOW, 3));
    ledger.add(submitted("a", NOW.plusSeconds(30)));

    assertThat(ledger.replay(Optional.empty()).job("a").removalExpected()).isTrue();
  }

  @Test
  void followsTheJobsOfAllItsEndpointsAndAPurgeConcernsItsOwnOnly() {
    ledger.streamed = Map.of(ENDPOINT, true, OTHER, false);
    ledger.add(submitted("a"));
    ledger.add(submitted("b", OTHER));
    ledger.add(new CommandEntry.Purged(OTHER, "commands", submitted("a").request(), NOW, 1));

    Replayed replayed = ledger.replay(Optional.empty());

    assertThat(replayed.job("a").removalExpected()).isFalse();
    assertThat(replayed.job("b").removalExpected()).isTrue();
    assertThat(replayed.job("a").streamed()).isTrue();
    assertThat(replayed.job("b").streamed()).isFalse();
  }
}
