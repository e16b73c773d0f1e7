package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static io.runpod.kafka.connect.source.ReplayedLedger.ENDPOINT;
import static io.runpod.kafka.connect.source.ReplayedLedger.OTHER;
import static io.runpod.kafka.connect.source.ReplayedLedger.both;
import static io.runpod.kafka.connect.source.ReplayedLedger.carried;
import static io.runpod.kafka.connect.source.ReplayedLedger.finished;
import static io.runpod.kafka.connect.source.ReplayedLedger.nudge;
import static io.runpod.kafka.connect.source.ReplayedLedger.open;
import static io.runpod.kafka.connect.source.ReplayedLedger.partition;
import static io.runpod.kafka.connect.source.ReplayedLedger.read;
import static io.runpod.kafka.connect.source.ReplayedLedger.running;
import static io.runpod.kafka.connect.source.ReplayedLedger.snapshot;
import static io.runpod.kafka.connect.source.ReplayedLedger.submitted;
import static io.runpod.kafka.connect.source.ReplayedLedger.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.ledger.CommandEntry;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerTail.Span;
import io.runpod.kafka.connect.source.ReplayedLedger.Replayed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class JobEntriesTest {
  private final ReplayedLedger ledger = new ReplayedLedger();

  @Test
  void adoptsANewJobAndTellsThatItIsQueued() {
    ledger.add(submitted("a"));

    Replayed replayed = ledger.replay(Optional.empty());

    assertThat(replayed.events()).singleElement().isInstanceOf(JobEvent.StatusChanged.class);
    assertThat(replayed.alive()).extracting(Job::id).containsExactly(new JobId("a"));
  }

  @Test
  void leavesTheJobsOfOtherEndpointsAlone() {
    ledger.add(submitted("a", OTHER));

    assertThat(ledger.replay(Optional.empty()).alive()).isEmpty();
  }

  @Test
  void aJobsOwnTermsSayWhetherItsStreamIsRead() {
    JobTerms quiet =
        new JobTerms(
            Optional.empty(), Optional.empty(), Optional.empty(), 0, Optional.of(false), false);
    ledger.add(submitted("a", quiet));

    Job job = ledger.replay(Optional.empty()).job("a");

    assertThat(job.streamed()).isFalse();
    assertThat(job.terms()).isEqualTo(quiet);
  }

  @Test
  void aStreamThatWasBegunIsReadToItsEndThoughStreamsAreNoLongerRead() {
    JobTerms quiet =
        new JobTerms(
            Optional.empty(), Optional.empty(), Optional.empty(), 0, Optional.of(false), false);
    Cursor begun = new Cursor(JobStatus.IN_PROGRESS, 1, 1, -1, 0, 2, false, false, true, false);
    ledger.add(submitted("a", quiet));

    Job job = ledger.replay(Optional.of(snapshot(1, open(begun), 0))).job("a");

    assertThat(job.streamed()).isTrue();
  }

  @Test
  void takesTheProducersSecondCopyForWhatItIs() {
    ledger.add(submitted("a"));
    ledger.add(submitted("a"));

    assertThat(ledger.replay(Optional.empty()).events()).hasSize(1);
  }

  @Test
  void refusesToFollowJobsOfAnotherEndpoint() {
    ledger.add(submitted("a", OTHER));

    assertThatThrownBy(() -> ledger.replay(Optional.of(snapshot(1, open(running(1)), 0))))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("runpod.endpoint.id");
  }

  @Test
  void refusesToFollowACopyOfAnotherEndpointsJob() {
    ledger.add(new LedgerEntry.Carried(submitted("a", OTHER), 0, NOW));

    assertThatThrownBy(() -> ledger.replay(Optional.of(snapshot(1, open(running(1)), 0))))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("runpod.endpoint.id")
        .hasMessageContaining(OTHER.value());
  }

  @Test
  void aNudgeThatOvertookItsJobIsKeptAMinute() {
    Adoption adoption = ledger.adoption(partition(Optional.empty()));
    adoption.began(Map.of(0, new Span(0, 0)));
    adoption.read(read(0, nudge("a")), NOW);
    adoption.read(read(1, nudge("b")), NOW);

    Effect soon = adoption.read(read(2, submitted("a")), NOW.plusSeconds(59));
    Effect late = adoption.read(read(3, submitted("b")), NOW.plusSeconds(60));

    assertThat(soon.next()).isEqualTo(Effect.Next.NUDGE);
    assertThat(soon.jobs()).extracting(Job::id).containsExactly(new JobId("a"));
    assertThat(late.next()).isEqualTo(Effect.Next.WATCH);
  }

  @Test
  void aNudgeIsForTheJobItNames() {
    Adoption adoption = ledger.adoption(partition(Optional.empty()));
    adoption.began(Map.of(0, new Span(0, 0)));
    adoption.read(read(0, submitted("a")), NOW);
    adoption.read(read(1, submitted("b")), NOW);

    Effect effect = adoption.read(read(2, nudge("b")), NOW);

    assertThat(effect.next()).isEqualTo(Effect.Next.NUDGE);
    assertThat(effect.jobs()).extracting(Job::id).containsExactly(new JobId("b"));
    assertThat(effect.events()).isEmpty();
  }

  @Test
  void tellsAJobThatWasOverAtOnceFromItsQueueToItsResult() {
    ledger.streamed = Map.of(ENDPOINT, false);
    ledger.add(finished("a", Optional.of("{\"status\":\"COMPLETED\",\"output\":1.50}")));

    Replayed replayed = ledger.replay(Optional.empty());

    assertThat(words(replayed)).containsExactly("IN_QUEUE", "COMPLETED", "result COMPLETED 1.50");
    assertThat(replayed.alive()).isEmpty();
  }

  @Test
  void drainsTheStreamOfAJobThatWasOverAtOnceWhenItsStatusIsTold() {
    ledger.add(finished("a", Optional.of("{\"status\":\"COMPLETED\",\"output\":[]}")));

    Replayed replayed = ledger.replay(Optional.empty());

    assertThat(words(replayed)).containsExactly("IN_QUEUE", "COMPLETED");
    assertThat(replayed.effects()).extracting(Effect::next).containsExactly(Effect.Next.WATCH_TOLD);
    assertThat(replayed.job("a").phase()).isEqualTo(Job.Phase.DRAINING);
  }

  @Test
  void asksAtOnceForAResultThatIsNotInTheLedger() {
    ledger.add(finished("a", Optional.empty()));
    ledger.add(finished("b", Optional.of("{\"output\":")));

    Replayed replayed = ledger.replay(Optional.empty());

    assertThat(words(replayed)).containsExactly("IN_QUEUE", "IN_QUEUE");
    assertThat(replayed.effects()).extracting(Effect::next).containsOnly(Effect.Next.NUDGE);
    assertThat(replayed.job("a").terms().sync()).isTrue();
  }

  @Test
  void tellsAFinishedJobOnceThoughItIsWrittenTwiceAndTheSecondTimeWithoutItsAnswer() {
    ledger.streamed = Map.of(ENDPOINT, false);
    ledger.add(finished("a", Optional.of("{\"status\":\"COMPLETED\"}")));
    ledger.add(finished("a", Optional.of("{\"status\":\"COMPLETED\"}")));
    ledger.add(finished("a", Optional.empty()));

    assertThat(words(ledger.replay(Optional.empty())))
        .containsExactly("IN_QUEUE", "COMPLETED", "result COMPLETED -");
  }

  @Test
  void tellsNothingTwiceOfAFinishedJobThatWasToldBeforeARestart() {
    ledger.add(finished("a", Optional.of("{\"status\":\"COMPLETED\"}")));
    ledger.add(submitted("later"));

    Replayed replayed = ledger.replay(Optional.of(snapshot(1, new TreeMap<>(), 0)));

    assertThat(replayed.events()).extracting(e -> e.job().id().value()).containsExactly("later");
    assertThat(replayed.alive()).hasSize(1);
  }

  @Test
  void aResultTheLedgerKeptOutlivesARestartBeforeTheStreamWasRead() {
    ledger.add(finished("a", Optional.of("{\"status\":\"COMPLETED\",\"output\":7}")));
    Cursor told = new Cursor(JobStatus.COMPLETED, 1, 1, -1, 0, 2, false, false, true, false);

    Replayed replayed = ledger.replay(Optional.of(snapshot(1, open(told), 0)));
    List<JobEvent> rest =
        replayed.life().expired(replayed.job("a"), JobEvent.ExpiredReason.RETENTION, NOW);

    assertThat(replayed.events()).isEmpty();
    assertThat(rest)
        .last()
        .isInstanceOfSatisfying(
            JobEvent.ResultReady.class,
            result -> {
              assertThat(result.status()).isEqualTo(JobStatus.COMPLETED);
              assertThat(result.answer().flatMap(answer -> answer.output())).contains("7");
            });
  }

  @Test
  void leavesTheFinishedJobsOfOtherEndpointsAlone() {
    ledger.add(
        new LedgerEntry.Finished(submitted("a", OTHER), Optional.of("{\"status\":\"COMPLETED\"}")));

    assertThat(ledger.replay(Optional.empty()).events()).isEmpty();
  }

  @Test
  void aCopyTakesThePlaceOfTheEntry() {
    ledger.add(submitted("a"));
    ledger.add(submitted("b"));
    ledger.add(carried("a", 0));

    Replayed replayed = ledger.replay(Optional.of(snapshot(2, both(running(4)), 0)));

    assertThat(replayed.events()).isEmpty();
    assertThat(replayed.openAt()).containsExactly(1L, 2L);
    assertThat(replayed.partition().live().open().cursorAt(2)).contains(running(4));
  }

  @Test
  void aJobIsFoundByItsCopyAfterARestart() {
    ledger.add(submitted("a"));
    ledger.add(submitted("b"));
    ledger.add(carried("a", 0));
    ledger.add(new LedgerEntry.Nudge(new JobId("a")));

    Replayed replayed =
        ledger.replay(
            Optional.of(snapshot(3, new TreeMap<>(Map.of(1L, Cursor.QUEUED, 2L, running(4))), 0)));

    assertThat(replayed.events()).isEmpty();
    assertThat(replayed.job("a").cursor()).isEqualTo(running(4));
    assertThat(replayed.job("a").request()).isEqualTo(submitted("a").request());
    assertThat(replayed.openAt()).containsExactly(1L, 2L);
    assertThat(replayed.effects().get(3).jobs()).containsExactly(replayed.job("a"));
  }

  @Test
  void aCopyThatNobodyReadBeforeARestartIsReadAfterIt() {
    ledger.add(submitted("a"));
    ledger.add(carried("a", 0));

    Replayed replayed = ledger.replay(Optional.of(snapshot(1, open(running(4)), 0)));

    assertThat(replayed.openAt()).containsExactly(1L);
    assertThat(replayed.job("a").cursor()).isEqualTo(running(4));
  }

  @Test
  void aSecondCopySaysNothingNew() {
    ledger.add(submitted("a"));
    ledger.add(carried("a", 0));
    ledger.add(carried("a", 0));

    assertThat(ledger.replay(Optional.of(snapshot(1, open(running(4)), 0))).openAt())
        .containsExactly(1L);
    assertThat(
            ledger
                .replay(Optional.of(snapshot(2, new TreeMap<>(Map.of(1L, running(4))), 0)))
                .openAt())
        .as("the first was read before a restart")
        .containsExactly(1L);
  }

  @Test
  void aCopyOfACopyTakesItsPlace() {
    ledger.add(submitted("a"));
    ledger.add(carried("a", 0));
    ledger.add(carried("a", 1));

    assertThat(ledger.replay(Optional.of(snapshot(1, open(running(4)), 0))).openAt())
        .containsExactly(2L);
  }

  @Test
  void aCopyOfAJobThatIsOverIsNoNewJob() {
    ledger.add(submitted("a"));
    ledger.add(carried("a", 0));

    Replayed replayed = ledger.replay(Optional.of(snapshot(1, new TreeMap<>(), 0)));

    assertThat(replayed.events()).isEmpty();
    assertThat(replayed.alive()).isEmpty();
    assertThat(replayed.openAt()).isEmpty();
  }

  @Test
  void aCopyOfAnotherConnectorsJobIsLeftAlone() {
    ledger.add(carried("elsewhere", 77));

    assertThat(ledger.replay(Optional.empty()).alive()).isEmpty();
  }

  @Test
  void aJobThatWasCancelledMeanwhileStaysWhereItsCancelIsFound() {
    ledger.add(submitted("a"));
    ledger.add(
        new CommandEntry.Cancelled(
            new JobId("a"), ENDPOINT, "commands", submitted("a").request(), NOW));
    ledger.add(carried("a", 0));

    Replayed replayed = ledger.replay(Optional.of(snapshot(1, open(running(4)), 0)));

    assertThat(replayed.openAt()).containsExactly(0L);
    assertThat(replayed.job("a").removalExpected()).isTrue();
  }
}
