package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.connect.job.CareTaken;
import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.Jobs;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerTail.Read;
import io.runpod.kafka.connect.ledger.LedgerTail.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class AdoptionTest {
  private static final EndpointId ENDPOINT = new EndpointId("ep1");
  private static final EndpointId OTHER = new EndpointId("ep2");
  private static final Instant LATER = NOW.plusSeconds(60);
  private final List<LedgerEntry> ledger = new ArrayList<>();
  private final JobLife life = new JobLife(99);
  private boolean exactlyOnce = true;
  private Map<EndpointId, Boolean> streamed = Map.of(ENDPOINT, true);

  @Test
  void adoptsANewJobAndTellsThatItIsQueued() {
    ledger.add(submitted("a"));

    Replayed replayed = replay(Optional.empty());

    assertThat(replayed.events).singleElement().isInstanceOf(JobEvent.StatusChanged.class);
    assertThat(replayed.alive).extracting(Job::id).containsExactly(new JobId("a"));
  }

  @Test
  void replaysWhatTookEffectWithoutTellingItAgain() {
    ledger.add(submitted("done"));
    ledger.add(submitted("running"));
    ledger.add(submitted("queued"));
    ledger.add(submitted("new"));
    TreeMap<Long, Cursor> open = new TreeMap<>(Map.of(1L, running(4), 2L, Cursor.QUEUED));

    Replayed replayed = replay(Optional.of(snapshot(3, open, 0)));

    assertThat(replayed.events).extracting(e -> e.job().id().value()).containsExactly("new");
    assertThat(replayed.alive)
        .extracting(j -> j.id().value())
        .containsExactlyInAnyOrder("running", "queued", "new");
    assertThat(replayed.job("running").cursor()).isEqualTo(running(4));
  }

  @Test
  void leavesTheJobsOfOtherEndpointsAlone() {
    LedgerEntry.Submitted ours = submitted("a");
    ledger.add(
        new LedgerEntry.Submitted(
            ours.job(),
            new EndpointId("other"),
            "c",
            ours.request(),
            NOW,
            Map.of(),
            JobTerms.NONE));

    assertThat(replay(Optional.empty()).alive).isEmpty();
  }

  @Test
  void aJobsOwnTermsSayWhetherItsStreamIsRead() {
    LedgerEntry.Submitted ours = submitted("a");
    JobTerms quiet =
        new JobTerms(
            Optional.empty(), Optional.empty(), Optional.empty(), 0, Optional.of(false), false);
    ledger.add(
        new LedgerEntry.Submitted(
            ours.job(), ENDPOINT, "sink", ours.request(), NOW, Map.of(), quiet));

    Job job = replay(Optional.empty()).job("a");

    assertThat(job.streamed()).isFalse();
    assertThat(job.terms()).isEqualTo(quiet);
  }

  @Test
  void takesTheProducersSecondCopyForWhatItIs() {
    ledger.add(submitted("a"));
    ledger.add(submitted("a"));

    assertThat(replay(Optional.empty()).events).hasSize(1);
  }

  @Test
  void afterAReaderThatLeftInOrderNothingIsMissing() {
    ledger.add(submitted("a"));
    ledger.add(new LedgerEntry.ReaderTook(7));
    ledger.add(
        new LedgerEntry.ReaderHandedOver(
            7, new JobId("a"), 1, 4, false, Optional.empty(), List.of(Jobs.chunk("x"))));
    ledger.add(new LedgerEntry.ReaderLeft(7, List.of()));

    Replayed replayed = replay(Optional.of(snapshot(2, open(running(4)), 7)));

    assertThat(replayed.events).singleElement().isInstanceOf(JobEvent.ChunkRead.class);
    assertThat(replayed.job("a").cursor().gapAhead()).isFalse();
  }

  @Test
  void afterAReaderThatVanishedTheNextChunkSaysThatSomeMayBeMissing() {
    ledger.add(submitted("a"));
    ledger.add(submitted("queued"));

    Replayed replayed =
        replay(
            Optional.of(snapshot(2, new TreeMap<>(Map.of(0L, running(4), 1L, Cursor.QUEUED)), 7)));

    assertThat(replayed.job("a").cursor().gapAhead()).isTrue();
    assertThat(replayed.job("queued").cursor().gapAhead()).isFalse();
  }

  @Test
  void withoutExactlyOnceEveryJobMayHaveBeenRead() {
    exactlyOnce = false;
    ledger.add(submitted("queued"));
    ledger.add(submitted("new"));

    Replayed replayed =
        replay(Optional.of(snapshot(1, new TreeMap<>(Map.of(0L, Cursor.QUEUED)), 7)));

    assertThat(replayed.job("queued").cursor().gapAhead()).isTrue();
    assertThat(replayed.job("new").cursor().gapAhead()).isTrue();
  }

  @Test
  void refusesToFollowJobsOfAnotherEndpoint() {
    LedgerEntry.Submitted ours = submitted("a");
    ledger.add(
        new LedgerEntry.Submitted(
            ours.job(),
            new EndpointId("other"),
            "c",
            ours.request(),
            NOW,
            Map.of(),
            JobTerms.NONE));

    assertThatThrownBy(() -> replay(Optional.of(snapshot(1, open(running(1)), 0))))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("runpod.endpoint.id");
  }

  @Test
  void aReaderThatTookTheStreamsAndPublishedNothingIsRemembered() {
    // the snapshot is of reader 7, which left; reader 8 read and was killed before it published
    ledger.add(submitted("a"));
    ledger.add(new LedgerEntry.ReaderLeft(7, List.of()));
    ledger.add(new LedgerEntry.ReaderTook(8));

    Replayed replayed = replay(Optional.of(snapshot(1, open(running(4)), 7)));

    assertThat(replayed.job("a").cursor().gapAhead()).isTrue();
  }

  @Test
  void aReadThatWasOpenWhenItsReaderLeftIsReported() {
    ledger.add(submitted("a"));
    ledger.add(new LedgerEntry.ReaderLeft(7, List.of(new JobId("a"))));

    Replayed replayed = replay(Optional.of(snapshot(1, open(running(4)), 7)));

    assertThat(replayed.job("a").cursor().gapAhead()).isTrue();
  }

  @Test
  void aRetriedJobLivesAgainAsItsNextAttempt() {
    ledger.add(submitted("a"));
    ledger.add(retried("a", Optional.empty()));

    Replayed replayed = replay(Optional.of(snapshot(1, open(failed()), 0)));

    assertThat(replayed.events).singleElement().isInstanceOf(JobEvent.StatusChanged.class);
    JobEvent.StatusChanged queued = (JobEvent.StatusChanged) replayed.events.get(0);
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

    Replayed replayed = replay(Optional.of(snapshot(1, open(running(4)), 0)));

    assertThat(replayed.events)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly("StatusChanged", "StreamEnded", "ResultReady", "StatusChanged");
    assertThat(((JobEvent.StreamEnded) replayed.events.get(1)).complete()).isFalse();
    JobEvent.ResultReady result = (JobEvent.ResultReady) replayed.events.get(2);
    assertThat(result.attempt()).isEqualTo(1);
    assertThat(result.error()).hasValueSatisfying(e -> assertThat(e.message()).contains("boom"));
  }

  @Test
  void anAttemptThatIsRetriedByItselfHasNoResult() {
    ledger.add(submitted("a"));
    ledger.add(retried("a", Optional.of("{\"status\":\"FAILED\",\"error\":\"boom\"}")));

    Replayed replayed = replay(Optional.of(snapshot(1, open(withheld()), 0)));

    assertThat(replayed.events)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly("StreamEnded", "StatusChanged");
    assertThat(((JobEvent.StreamEnded) replayed.events.get(0)).complete()).isTrue();
    assertThat(replayed.job("a").cursor().attempt()).isEqualTo(2);
    assertThat(replayed.job("a").phase()).isEqualTo(Job.Phase.QUEUED);
  }

  @Test
  void theResultIsReadAgainIfTheRetryItWaitedForIsRefused() {
    ledger.add(submitted("a"));
    ledger.add(refused("a"));

    assertThat(replay(Optional.of(snapshot(1, open(withheld()), 0))).job("a").phase())
        .isEqualTo(Job.Phase.FINISHING);
    // of the next attempt, which fails like the first, nothing is known yet
    assertThat(replay(Optional.of(snapshot(2, open(withheld()), 0))).job("a").phase())
        .isEqualTo(Job.Phase.WITHHELD);
  }

  @Test
  void aReaderThatVanishedTookNothingOfAStreamThatWasAtItsEnd() {
    ledger.add(submitted("a"));

    assertThat(replay(Optional.of(snapshot(1, open(withheld()), 7))).job("a").cursor().gapAhead())
        .isFalse();
  }

  @Test
  void aFailedJobIsKeptForARetryButNotAskedAbout() {
    ledger.add(submitted("a"));

    assertThat(replay(Optional.of(snapshot(1, open(failed()), 0))).alive).isEmpty();
  }

  @Test
  void aCancelledJobsDisappearanceIsExpected() {
    ledger.add(submitted("a"));
    ledger.add(
        new LedgerEntry.Cancelled(
            new JobId("a"), ENDPOINT, "commands", submitted("a").request(), NOW));

    assertThat(replay(Optional.empty()).job("a").removalExpected()).isTrue();
  }

  @Test
  void aRetryThatWasAnnouncedBeforeARestartIsStillExpected() {
    ledger.add(submitted("a"));
    ledger.add(
        new LedgerEntry.Retrying(
            new JobId("a"), ENDPOINT, "commands", submitted("a").request(), NOW));

    assertThat(replay(Optional.of(snapshot(2, open(running(4)), 0))).job("a").retrying()).isTrue();
    ledger.add(retried("a", Optional.empty()));
    assertThat(replay(Optional.of(snapshot(3, open(running(0)), 0))).job("a").retrying()).isFalse();
  }

  @Test
  void aPurgeConcernsQueuedJobsOnlyAndIsToldOnce() {
    ledger.add(submitted("queued"));
    ledger.add(submitted("running"));
    ledger.add(new LedgerEntry.Purged(ENDPOINT, "commands", submitted("a").request(), NOW, 3));
    ledger.add(submitted("later", NOW.plusSeconds(5)));
    TreeMap<Long, Cursor> open = new TreeMap<>(Map.of(0L, Cursor.QUEUED, 1L, running(0)));

    Replayed fresh = replay(Optional.of(snapshot(2, open, 0)));
    Replayed again = replay(Optional.of(snapshot(3, open, 0)));

    assertThat(fresh.purges).hasSize(1);
    assertThat(again.purges).isEmpty();
    assertThat(fresh.job("queued").removalExpected()).isTrue();
    assertThat(fresh.job("running").removalExpected()).isFalse();
    assertThat(fresh.job("later").removalExpected()).isFalse();
  }

  @Test
  void aPurgeConcernsTheJobsAcceptedBeforeItThatComeIntoTheLedgerBehindIt() {
    ledger.add(new LedgerEntry.Purged(ENDPOINT, "commands", submitted("a").request(), NOW, 3));
    ledger.add(new LedgerEntry.Purged(OTHER, "commands", submitted("a").request(), LATER, 3));
    ledger.add(submitted("overtaken", NOW.plusMillis(4_999)));
    ledger.add(submitted("later", NOW.plusSeconds(5)));

    Replayed fresh = replay(Optional.empty());
    TreeMap<Long, Cursor> queued = new TreeMap<>(Map.of(2L, Cursor.QUEUED, 3L, Cursor.QUEUED));
    Replayed again = replay(Optional.of(snapshot(4, queued, 0)), 0);
    ledger.add(retried("overtaken", Optional.empty()));
    Replayed retried = replay(Optional.empty());

    for (Replayed replayed : List.of(fresh, again)) {
      assertThat(replayed.job("overtaken").removalExpected()).isTrue();
      assertThat(replayed.job("later").removalExpected()).isFalse();
    }
    assertThat(fresh.effects)
        .extracting(Effect::next)
        .endsWith(Effect.Next.SOON, Effect.Next.WATCH);
    assertThat(retried.job("overtaken").removalExpected()).isFalse();
  }

  @Test
  void anEarlierPurgeDoesNotTakeBackWhatALaterOneMayHaveRemoved() {
    ledger.add(new LedgerEntry.Purged(ENDPOINT, "commands", submitted("a").request(), LATER, 3));
    ledger.add(new LedgerEntry.Purged(ENDPOINT, "commands", submitted("a").request(), NOW, 3));
    ledger.add(submitted("a", NOW.plusSeconds(30)));

    assertThat(replay(Optional.empty()).job("a").removalExpected()).isTrue();
  }

  @Test
  void followsTheJobsOfAllItsEndpointsAndAPurgeConcernsItsOwnOnly() {
    streamed = Map.of(ENDPOINT, true, OTHER, false);
    ledger.add(submitted("a"));
    ledger.add(
        new LedgerEntry.Submitted(
            new JobId("b"), OTHER, "sink", submitted("b").request(), NOW, Map.of(), JobTerms.NONE));
    ledger.add(new LedgerEntry.Purged(OTHER, "commands", submitted("a").request(), NOW, 1));

    Replayed replayed = replay(Optional.empty());

    assertThat(replayed.job("a").removalExpected()).isFalse();
    assertThat(replayed.job("b").removalExpected()).isTrue();
    assertThat(replayed.job("a").streamed()).isTrue();
    assertThat(replayed.job("b").streamed()).isFalse();
  }

  @Test
  void aNudgeThatOvertookItsJobIsKeptAMinute() {
    Adoption adoption = adoption(partition(Optional.empty()));
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
    Adoption adoption = adoption(partition(Optional.empty()));
    adoption.began(Map.of(0, new Span(0, 0)));
    adoption.read(read(0, submitted("a")), NOW);
    adoption.read(read(1, submitted("b")), NOW);

    Effect effect = adoption.read(read(2, nudge("b")), NOW);

    assertThat(effect.next()).isEqualTo(Effect.Next.NUDGE);
    assertThat(effect.jobs()).extracting(Job::id).containsExactly(new JobId("b"));
    assertThat(effect.events()).isEmpty();
  }

  private static Read read(long offset, LedgerEntry entry) {
    return new Read(0, offset, Optional.of(entry));
  }

  private static LedgerEntry.Nudge nudge(String job) {
    return new LedgerEntry.Nudge(new JobId(job));
  }

  @Test
  void tellsAJobThatWasOverAtOnceFromItsQueueToItsResult() {
    streamed = Map.of(ENDPOINT, false);
    ledger.add(finished("a", Optional.of("{\"status\":\"COMPLETED\",\"output\":1.50}")));

    Replayed replayed = replay(Optional.empty());

    assertThat(words(replayed)).containsExactly("IN_QUEUE", "COMPLETED", "result COMPLETED 1.50");
    assertThat(replayed.alive).isEmpty();
  }

  @Test
  void drainsTheStreamOfAJobThatWasOverAtOnceWhenItsStatusIsTold() {
    ledger.add(finished("a", Optional.of("{\"status\":\"COMPLETED\",\"output\":[]}")));

    Replayed replayed = replay(Optional.empty());

    assertThat(words(replayed)).containsExactly("IN_QUEUE", "COMPLETED");
    assertThat(replayed.effects).extracting(Effect::next).containsExactly(Effect.Next.WATCH_TOLD);
    assertThat(replayed.job("a").phase()).isEqualTo(Job.Phase.DRAINING);
  }

  @Test
  void asksAtOnceForAResultThatIsNotInTheLedger() {
    ledger.add(finished("a", Optional.empty()));
    ledger.add(finished("b", Optional.of("{\"output\":")));

    Replayed replayed = replay(Optional.empty());

    assertThat(words(replayed)).containsExactly("IN_QUEUE", "IN_QUEUE");
    assertThat(replayed.effects).extracting(Effect::next).containsOnly(Effect.Next.NUDGE);
    assertThat(replayed.job("a").terms().sync()).isTrue();
  }

  @Test
  void tellsAFinishedJobOnceThoughItIsWrittenTwiceAndTheSecondTimeWithoutItsAnswer() {
    streamed = Map.of(ENDPOINT, false);
    ledger.add(finished("a", Optional.of("{\"status\":\"COMPLETED\"}")));
    ledger.add(finished("a", Optional.of("{\"status\":\"COMPLETED\"}")));
    ledger.add(finished("a", Optional.empty()));

    assertThat(words(replay(Optional.empty())))
        .containsExactly("IN_QUEUE", "COMPLETED", "result COMPLETED -");
  }

  @Test
  void tellsNothingTwiceOfAFinishedJobThatWasToldBeforeARestart() {
    ledger.add(finished("a", Optional.of("{\"status\":\"COMPLETED\"}")));
    ledger.add(submitted("later"));

    Replayed replayed = replay(Optional.of(snapshot(1, new TreeMap<>(), 0)));

    assertThat(replayed.events).extracting(e -> e.job().id().value()).containsExactly("later");
    assertThat(replayed.alive).hasSize(1);
  }

  @Test
  void aResultTheLedgerKeptOutlivesARestartBeforeTheStreamWasRead() {
    ledger.add(finished("a", Optional.of("{\"status\":\"COMPLETED\",\"output\":7}")));
    Cursor told = new Cursor(JobStatus.COMPLETED, 1, 1, -1, 0, 2, false, false, true, false);

    Replayed replayed = replay(Optional.of(snapshot(1, open(told), 0)));
    List<JobEvent> rest =
        replayed.life.expired(replayed.job("a"), JobEvent.ExpiredReason.RETENTION, NOW);

    assertThat(replayed.events).isEmpty();
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
  void noReaderCanHaveReadTheStreamOfAFinishedJobThatWasNeverTold() {
    ledger.add(submitted("running"));
    ledger.add(finished("new", Optional.of("{\"status\":\"COMPLETED\"}")));

    Replayed replayed = replay(Optional.of(snapshot(1, open(running(4)), 7)));

    assertThat(replayed.job("running").cursor().gapAhead()).isTrue();
    assertThat(replayed.job("new").cursor().gapAhead()).isFalse();
  }

  @Test
  void leavesTheFinishedJobsOfOtherEndpointsAlone() {
    LedgerEntry.Submitted ours = submitted("a");
    ledger.add(
        new LedgerEntry.Finished(
            new LedgerEntry.Submitted(
                ours.job(),
                new EndpointId("other"),
                "c",
                ours.request(),
                NOW,
                Map.of(),
                JobTerms.NONE),
            Optional.of("{\"status\":\"COMPLETED\"}")));

    assertThat(replay(Optional.empty()).events).isEmpty();
  }

  @Test
  void aCopyTakesThePlaceOfTheEntry() {
    ledger.add(submitted("a"));
    ledger.add(submitted("b"));
    ledger.add(carried("a", 0));

    Replayed replayed = replay(Optional.of(snapshot(2, both(running(4)), 0)));

    assertThat(replayed.events).isEmpty();
    assertThat(replayed.openAt()).containsExactly(1L, 2L);
    assertThat(replayed.partition.live().open().cursorAt(2)).contains(running(4));
  }

  @Test
  void aJobIsFoundByItsCopyAfterARestart() {
    ledger.add(submitted("a"));
    ledger.add(submitted("b"));
    ledger.add(carried("a", 0));
    ledger.add(new LedgerEntry.Nudge(new JobId("a")));

    Replayed replayed =
        replay(
            Optional.of(snapshot(3, new TreeMap<>(Map.of(1L, Cursor.QUEUED, 2L, running(4))), 0)));

    assertThat(replayed.events).isEmpty();
    assertThat(replayed.job("a").cursor()).isEqualTo(running(4));
    assertThat(replayed.job("a").request()).isEqualTo(submitted("a").request());
    assertThat(replayed.openAt()).containsExactly(1L, 2L);
    assertThat(replayed.effects.get(3).jobs()).containsExactly(replayed.job("a"));
  }

  @Test
  void aCopyThatNobodyReadBeforeARestartIsReadAfterIt() {
    ledger.add(submitted("a"));
    ledger.add(carried("a", 0));

    Replayed replayed = replay(Optional.of(snapshot(1, open(running(4)), 0)));

    assertThat(replayed.openAt()).containsExactly(1L);
    assertThat(replayed.job("a").cursor()).isEqualTo(running(4));
  }

  @Test
  void aSecondCopySaysNothingNew() {
    ledger.add(submitted("a"));
    ledger.add(carried("a", 0));
    ledger.add(carried("a", 0));

    assertThat(replay(Optional.of(snapshot(1, open(running(4)), 0))).openAt()).containsExactly(1L);
    assertThat(replay(Optional.of(snapshot(2, new TreeMap<>(Map.of(1L, running(4))), 0))).openAt())
        .as("the first was read before a restart")
        .containsExactly(1L);
  }

  @Test
  void aCopyOfACopyTakesItsPlace() {
    ledger.add(submitted("a"));
    ledger.add(carried("a", 0));
    ledger.add(carried("a", 1));

    assertThat(replay(Optional.of(snapshot(1, open(running(4)), 0))).openAt()).containsExactly(2L);
  }

  @Test
  void aCopyOfAJobThatIsOverIsNoNewJob() {
    ledger.add(submitted("a"));
    ledger.add(carried("a", 0));

    Replayed replayed = replay(Optional.of(snapshot(1, new TreeMap<>(), 0)));

    assertThat(replayed.events).isEmpty();
    assertThat(replayed.alive).isEmpty();
    assertThat(replayed.openAt()).isEmpty();
  }

  @Test
  void aCopyOfAnotherConnectorsJobIsLeftAlone() {
    ledger.add(carried("elsewhere", 77));

    assertThat(replay(Optional.empty()).alive).isEmpty();
  }

  @Test
  void aJobThatWasCancelledMeanwhileStaysWhereItsCancelIsFound() {
    ledger.add(submitted("a"));
    ledger.add(
        new LedgerEntry.Cancelled(
            new JobId("a"), ENDPOINT, "commands", submitted("a").request(), NOW));
    ledger.add(carried("a", 0));

    Replayed replayed = replay(Optional.of(snapshot(1, open(running(4)), 0)));

    assertThat(replayed.openAt()).containsExactly(0L);
    assertThat(replayed.job("a").removalExpected()).isTrue();
  }

  @Test
  void aSecondEntryOfAJobThatEndedBeforeARestartIsNotTold() {
    ledger.add(submitted("over"));
    ledger.add(submitted("alive"));
    ledger.add(submitted("over"));

    Replayed replayed =
        replay(Optional.of(snapshot(2, new TreeMap<>(Map.of(1L, Cursor.QUEUED)), 0)));

    assertThat(replayed.events).isEmpty();
    assertThat(replayed.alive).extracting(Job::id).containsExactly(new JobId("alive"));
  }

  @Test
  void aReplayBeginsAtTheFirstJobThatIsAliveOrAFewThousandRecordsBack() {
    assertThat(partition(Optional.empty()).replayFrom()).isZero();
    assertThat(partition(Optional.of(snapshot(9_000, new TreeMap<>(), 0))).replayFrom())
        .isEqualTo(4_000);
    assertThat(partition(Optional.of(snapshot(9_000, open(running(1)), 0))).replayFrom()).isZero();
  }

  @Test
  void theReplayEndsAtTheEndsTakenWhenItBegan() {
    Adoption adoption = adoption(partition(Optional.empty()));
    assertThat(adoption.replayed()).isFalse();

    adoption.began(Map.of(0, new Span(0, 1)));
    assertThat(adoption.replayed()).isFalse();

    adoption.read(new Read(0, 0, Optional.of(submitted("a"))), NOW);
    assertThat(adoption.replayed()).isTrue();
  }

  private record Replayed(
      List<JobEvent> events,
      List<Job> alive,
      List<LedgerEntry.Purged> purges,
      List<Effect> effects,
      JobLife life,
      LedgerPartition partition) {
    List<Long> openAt() {
      List<Long> offsets = new ArrayList<>();
      partition
          .live()
          .open()
          .offsets()
          .runs()
          .forEach((start, end) -> LongStream.range(start, end).forEach(offsets::add));
      return offsets;
    }

    Job job(String id) {
      return alive.stream().filter(j -> j.id().value().equals(id)).findFirst().orElseThrow();
    }
  }

  private Replayed replay(Optional<Snapshot> stored) {
    return replay(stored, partition(stored).replayFrom());
  }

  private Replayed replay(Optional<Snapshot> stored, long from) {
    LedgerPartition partition = partition(stored);
    Adoption adoption = adoption(partition);
    adoption.began(Map.of(0, new Span(from, ledger.size())));
    List<JobEvent> events = new ArrayList<>();
    List<LedgerEntry.Purged> purges = new ArrayList<>();
    List<Effect> effects = new ArrayList<>();
    for (int offset = (int) from; offset < ledger.size(); offset++) {
      Effect effect = adoption.read(new Read(0, offset, Optional.of(ledger.get(offset))), NOW);
      events.addAll(effect.events());
      effects.add(effect);
      effect.purged().ifPresent(purges::add);
    }
    assertThat(adoption.replayed()).isTrue();
    return new Replayed(events, adoption.finish(), purges, effects, life, partition);
  }

  private static LedgerPartition partition(Optional<Snapshot> stored) {
    return new LedgerPartition("runpod.ledger", "id", 1, 0, stored);
  }

  private Adoption adoption(LedgerPartition partition) {
    return new Adoption(List.of(partition), streamed, exactlyOnce, life);
  }

  private static Snapshot snapshot(long next, NavigableMap<Long, Cursor> open, long epoch) {
    return new Snapshot(next, OpenJobs.of(open), "id", 1, epoch);
  }

  private static NavigableMap<Long, Cursor> open(Cursor first) {
    return new TreeMap<>(Map.of(0L, first));
  }

  private static NavigableMap<Long, Cursor> both(Cursor first) {
    return new TreeMap<>(Map.of(0L, first, 1L, Cursor.QUEUED));
  }

  private static LedgerEntry.Carried carried(String id, long from) {
    return new LedgerEntry.Carried(submitted(id), from, NOW);
  }

  private static Cursor running(long chunks) {
    return new Cursor(
        JobStatus.IN_PROGRESS, 1, 1, Cursor.NO_RETRIES, 0, chunks, false, false, true, false);
  }

  private static Cursor failed() {
    return new Cursor(JobStatus.FAILED, 2, 1, Cursor.NO_RETRIES, 0, 5, false, false, true, true);
  }

  private static Cursor withheld() {
    return new Cursor(
        JobStatus.FAILED,
        2,
        1,
        Cursor.NO_RETRIES,
        0,
        5,
        false,
        false,
        true,
        false,
        new CareTaken(NOW.toEpochMilli(), CareTaken.Asked.RETRY));
  }

  private static LedgerEntry.RetryRefused refused(String id) {
    return new LedgerEntry.RetryRefused(
        new JobId(id), ENDPOINT, "commands", submitted(id).request(), NOW, "it is not FAILED");
  }

  private static LedgerEntry.Retried retried(String id, Optional<String> status) {
    return new LedgerEntry.Retried(
        new JobId(id), ENDPOINT, "commands", submitted(id).request(), NOW, status);
  }

  private static List<String> words(Replayed replayed) {
    List<String> words = new ArrayList<>();
    for (JobEvent event : replayed.events) {
      if (event instanceof JobEvent.StatusChanged changed) {
        words.add(changed.status().word());
      } else if (event instanceof JobEvent.ResultReady result) {
        String output = result.answer().flatMap(answer -> answer.output()).orElse("-");
        words.add("result " + result.status() + " " + output);
      }
    }
    return words;
  }

  private static LedgerEntry.Finished finished(String id, Optional<String> status) {
    LedgerEntry.Submitted submitted = submitted(id);
    return new LedgerEntry.Finished(
        new LedgerEntry.Submitted(
            submitted.job(),
            ENDPOINT,
            "sink",
            submitted.request(),
            NOW,
            Map.of(),
            JobTerms.NONE.withSync()),
        status);
  }

  private static LedgerEntry.Submitted submitted(String id) {
    return submitted(id, NOW);
  }

  private static LedgerEntry.Submitted submitted(String id, Instant at) {
    RequestRef request = new RequestRef("runpod.jobs", 0, 0, 1, Optional.empty());
    return new LedgerEntry.Submitted(
        new JobId(id), ENDPOINT, "sink", request, at, Map.of(), JobTerms.NONE);
  }
}
