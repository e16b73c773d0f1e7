package io.runpod.kafka.connect.job;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.JobEvent.ChunkRead;
import io.runpod.kafka.connect.job.JobEvent.ResultReady;
import io.runpod.kafka.connect.job.JobEvent.StatusChanged;
import io.runpod.kafka.connect.job.JobEvent.StreamEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class JobLifeTest {
  private final JobLife life = new JobLife(1_000);
  private final Job job = Jobs.queued("job-1", 0);
  private final List<JobEvent> told = new ArrayList<>();

  @Test
  void tellsAStreamingJobsStoryInTheOrderOfItsLife() {
    told.addAll(life.adopted(job, NOW));
    told.addAll(life.statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), NOW));
    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.IN_PROGRESS, "1", "2"), NOW));
    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.COMPLETED, "3"), NOW));
    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.COMPLETED), NOW));
    told.addAll(life.statusRead(job, Jobs.output(JobStatus.COMPLETED, "[1,2,3]"), NOW));

    assertThat(story())
        .containsExactly(
            "IN_QUEUE#0",
            "IN_PROGRESS#1",
            "chunk 0=1",
            "chunk 1=2",
            "chunk 2=3",
            "COMPLETED#2",
            "end 3 complete",
            "result COMPLETED [1,2,3]");
    assertThat(job.phase()).isEqualTo(Job.Phase.ENDED);
  }

  @Test
  void drainsTheStreamOfAJobThatEndedBeforeItWasSeenRunning() {
    told.addAll(life.statusRead(job, Jobs.output(JobStatus.COMPLETED, "7"), NOW));
    assertThat(job.phase()).isEqualTo(Job.Phase.DRAINING);

    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.COMPLETED, "1"), NOW));
    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.COMPLETED), NOW));

    assertThat(story())
        .containsExactly("COMPLETED#1", "chunk 0=1", "end 1 complete", "result COMPLETED 7");
  }

  @Test
  void endsAJobWithoutStreamAtItsTerminalStatus() {
    Job plain = Jobs.job("plain", 1, Cursor.QUEUED, false);

    told.addAll(life.statusRead(plain, Jobs.output(JobStatus.COMPLETED, "7"), NOW));

    assertThat(story()).containsExactly("COMPLETED#1", "result COMPLETED 7");
  }

  @Test
  void doesNotEndWhileAnAnswerWithTheTerminalStatusStillHasChunks() {
    life.statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), NOW);
    life.streamRead(job, Jobs.stream(JobStatus.COMPLETED, "1"), NOW);

    assertThat(job.phase()).isEqualTo(Job.Phase.DRAINING);
  }

  @Test
  void tellsEachChangeOfProgressOnce() {
    told.addAll(life.statusRead(job, Jobs.output(JobStatus.IN_PROGRESS, "10"), NOW));
    told.addAll(life.statusRead(job, Jobs.output(JobStatus.IN_PROGRESS, "10"), NOW));
    told.addAll(life.statusRead(job, Jobs.output(JobStatus.IN_PROGRESS, "20"), NOW));

    assertThat(story()).containsExactly("IN_PROGRESS#1", "IN_PROGRESS#2");
  }

  @Test
  void letsALateProgressUpdateNotReviveAJobWhoseEndWasTold() {
    life.statusRead(job, Jobs.output(JobStatus.COMPLETED, "7"), NOW);

    told.addAll(life.statusRead(job, Jobs.output(JobStatus.IN_PROGRESS, "99"), NOW));

    assertThat(told).isEmpty();
    assertThat(job.phase()).isEqualTo(Job.Phase.DRAINING);
  }

  @Test
  void saysSoWhenChunksMayBeMissing() {
    life.statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), NOW);
    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.IN_PROGRESS, "1"), NOW));
    life.streamLost(job);
    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.IN_PROGRESS, "5", "6"), NOW));
    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.COMPLETED), NOW));
    told.addAll(life.statusRead(job, Jobs.output(JobStatus.COMPLETED, "[]"), NOW));

    assertThat(story())
        .containsExactly(
            "chunk 0=1",
            "gap chunk 1=5",
            "chunk 2=6",
            "COMPLETED#2",
            "end 3 incomplete",
            "result COMPLETED []");
  }

  @Test
  void numbersSeveralHundredChunksOfOneAnswer() {
    life.statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), NOW);
    String[] chunks = IntStream.range(0, 700).mapToObj(Integer::toString).toArray(String[]::new);
    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.COMPLETED, chunks), NOW));

    assertThat(told)
        .extracting(event -> ((ChunkRead) event).sequence())
        .containsExactlyElementsOf(LongStream.range(0, 700).boxed().toList());
  }

  @Test
  void tellsAnEmptyStreamByItsEndMarkerAlone() {
    life.statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), NOW);
    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.IN_PROGRESS), NOW));
    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.COMPLETED), NOW));
    told.addAll(life.statusRead(job, Jobs.output(JobStatus.COMPLETED, "[]"), NOW));

    assertThat(story()).containsExactly("COMPLETED#2", "end 0 complete", "result COMPLETED []");
  }

  @Test
  void tellsTheChunksOfAJobBeforeTheErrorItEndsWith() {
    life.statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), NOW);
    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.FAILED, "1"), NOW));
    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.FAILED), NOW));
    told.addAll(life.statusRead(job, Jobs.error(JobStatus.FAILED, JobError.Kind.HANDLER), NOW));

    assertThat(story())
        .containsExactly("chunk 0=1", "FAILED#2", "end 1 complete", "result FAILED -");
    assertThat(((ResultReady) told.get(3)).error())
        .hasValueSatisfying(e -> assertThat(e.kind()).isEqualTo(JobError.Kind.HANDLER));
  }

  @Test
  void aChunkSaysHowOftenRunPodItselfHadDispatchedItsJobAnew() {
    Cursor again = new Cursor(JobStatus.IN_PROGRESS, 3, 1, 2, 0, 1, false, false, true, false);
    Job dispatched = Jobs.job("dispatched", 0, again, true);
    told.addAll(life.streamRead(dispatched, Jobs.stream(JobStatus.IN_PROGRESS, "1"), NOW));

    ChunkRead chunk = (ChunkRead) told.get(0);
    assertThat(chunk.retries()).isEqualTo(2);
    assertThat(chunk.attempt()).isEqualTo(1);
  }

  @Test
  void callsAStreamIncompleteWhenItsLastReadWasLost() {
    life.statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), NOW);
    life.streamLost(job);
    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.FAILED), NOW));
    told.addAll(life.statusRead(job, Jobs.answer(JobStatus.FAILED), NOW));

    assertThat(story()).containsExactly("FAILED#2", "end 0 incomplete", "result FAILED -");
  }

  @Test
  void publishesOfAHandoverOnlyWhatIsNotPublishedYet() {
    life.statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), NOW);
    life.streamRead(job, Jobs.stream(JobStatus.IN_PROGRESS, "a", "b"), NOW);
    Handover handover =
        new Handover(
            900,
            1,
            1,
            false,
            Optional.empty(),
            List.of(Jobs.chunk("b"), Jobs.chunk("c"), Jobs.chunk("d")));

    told.addAll(handover.tell(job, NOW));

    assertThat(story()).containsExactly("chunk 2=c", "chunk 3=d");
    assertThat(((ChunkRead) told.get(0)).readerEpoch()).isEqualTo(900);
  }

  @Test
  void chunksHandedOverKeepTheirNumbersThoughTheStoredOffsetIsOlder() {
    Cursor stored = new Cursor(JobStatus.IN_PROGRESS, 1, 1, -1, 0, 3, false, false, true, false);
    Job taken = Jobs.job("taken", 0, stored, true);
    Handover handover =
        new Handover(900, 1, 4, false, Optional.empty(), List.of(Jobs.chunk("fifth")));

    told.addAll(handover.tell(taken, NOW));
    told.addAll(life.streamRead(taken, Jobs.stream(JobStatus.IN_PROGRESS, "sixth"), NOW));

    assertThat(story()).containsExactly("chunk 4=fifth", "chunk 5=sixth");
  }

  @Test
  void aStreamWhoseChunksWereNotAllSeenByItsReaderIsCalledCompleteByItsOutputAlone() {
    Cursor stored = new Cursor(JobStatus.COMPLETED, 1, 1, -1, 0, 3, false, false, true, false);
    for (String output : List.of("[]", "[1,2,3,4,5]")) {
      Job taken = Jobs.job("taken", 0, stored, true);
      new Handover(900, 1, 4, false, Optional.empty(), List.of(Jobs.chunk("5"))).tell(taken, NOW);
      life.streamRead(taken, Jobs.stream(JobStatus.COMPLETED), NOW);
      told.addAll(life.statusRead(taken, Jobs.output(JobStatus.COMPLETED, output), NOW));
    }

    assertThat(story())
        .containsExactly(
            "end 5 incomplete",
            "result COMPLETED []",
            "end 5 complete",
            "result COMPLETED [1,2,3,4,5]");
  }

  @Test
  void publishesNoChunksOfAnAttemptThatIsOver() {
    life.statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), NOW);
    life.retried(job, Optional.of(Jobs.answer(JobStatus.FAILED)), NOW);
    Handover handover =
        new Handover(900, 1, 0, false, Optional.empty(), List.of(Jobs.chunk("old")));

    assertThat(handover.tell(job, NOW)).isEmpty();
    assertThat(job.cursor().chunks()).isZero();
  }

  @Test
  void takesTheEmptyStreamOfAJobThatIsQueuedAgainNotForItsEnd() {
    life.statusRead(job, Jobs.answer(JobStatus.TIMED_OUT), NOW);

    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.IN_QUEUE), NOW));

    assertThat(story()).containsExactly("end 0 incomplete", "result TIMED_OUT -");
  }

  @Test
  void aResultLostToARetryKeepsTheStatusThatWasTold() {
    life.statusRead(job, Jobs.answer(JobStatus.TIMED_OUT), NOW);

    told.addAll(life.retried(job, Optional.empty(), NOW));

    assertThat(story()).containsExactly("end 0 incomplete", "result TIMED_OUT -", "IN_QUEUE#2");
  }

  @Test
  void passesUnknownWordsThroughAndDoesNotTakeThemForAnEnd() {
    told.addAll(life.statusRead(job, Jobs.answer(JobStatus.of("WARMING_UP")), NOW));

    assertThat(story()).containsExactly("WARMING_UP#1");
    assertThat(job.phase()).isEqualTo(Job.Phase.RUNNING);
  }

  @Test
  void endsAnExpiredJobWithItsReason() {
    told.addAll(life.expired(job, JobEvent.ExpiredReason.RETENTION, NOW));

    assertThat(story())
        .containsExactly("EXPIRED#1", "end 0 incomplete", "result EXPIRED - RETENTION");
  }

  @Test
  void anEndThatWasToldStandsThoughItsResultIsForgotten() {
    told.addAll(life.statusRead(job, Jobs.large(JobStatus.COMPLETED, 250_000), NOW));
    told.addAll(life.expired(restarted(job), JobEvent.ExpiredReason.RETENTION, NOW));

    assertThat(story())
        .containsExactly("COMPLETED#1", "end 0 incomplete", "result EXPIRED - RETENTION");
  }

  @Test
  void anEndThatWasToldStandsThoughItsResultCannotBeRead() {
    told.addAll(life.statusRead(job, Jobs.large(JobStatus.COMPLETED, 250_000), NOW));
    told.addAll(life.unreadable(restarted(job), "no JSON", NOW));

    assertThat(story()).containsExactly("COMPLETED#1", "end 0 incomplete", "result COMPLETED -");
    assertThat(((ResultReady) told.get(2)).error().orElseThrow().kind())
        .isEqualTo(JobError.Kind.API);
  }

  /** The job as the next reader knows it. */
  private static Job restarted(Job job) {
    return Jobs.job(job.id().value(), job.ledgerOffset(), job.cursor(), job.streamed());
  }

  @Test
  void saysWhatACompletedJobWithoutOutputUsuallyMeans() {
    life.statusRead(job, Jobs.answer(JobStatus.COMPLETED), NOW);
    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.COMPLETED), NOW));

    ResultReady result = (ResultReady) told.get(told.size() - 1);
    assertThat(result.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(result.error().orElseThrow().kind()).isEqualTo(JobError.Kind.NO_OUTPUT);
    assertThat(result.error().orElseThrow().message()).contains("Failed to return job results");
  }

  @Test
  void takesWhatAJobYieldedForItsOutput() {
    life.statusRead(job, Jobs.answer(JobStatus.COMPLETED), NOW);
    life.streamRead(job, Jobs.stream(JobStatus.COMPLETED, "1"), NOW);
    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.COMPLETED), NOW));

    assertThat(((ResultReady) told.get(told.size() - 1)).error()).isEmpty();
  }

  @Test
  void expectsNoOutputOfAJobThatWasCancelled() {
    life.statusRead(job, Jobs.answer(JobStatus.CANCELLED), NOW);
    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.CANCELLED), NOW));

    assertThat(((ResultReady) told.get(told.size() - 1)).error()).isEmpty();
  }

  @Test
  void namesTheSettingThatKeptAnAnswerOut() {
    told.addAll(life.answerTooLarge(job, Optional.empty(), 70_000_000, 33_554_432, NOW));

    ResultReady result = (ResultReady) told.get(told.size() - 1);
    assertThat(result.error().orElseThrow().message())
        .contains("70000000", "runpod.response.max.bytes=33554432", "taken to be COMPLETED");
  }

  @Test
  void tellsTheStatusOfAnAnswerThatIsTooLargeAsFarAsItIsKnown() {
    told.addAll(life.answerTooLarge(job, Optional.of(JobStatus.FAILED), 70_000_000, 1, NOW));

    ResultReady result = (ResultReady) told.get(told.size() - 1);
    assertThat(result.status()).isEqualTo(JobStatus.FAILED);
    assertThat(result.error().orElseThrow().message()).doesNotContain("COMPLETED");
    assertThat(job.cursor().status()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void aStatusThatWasToldStandsThoughTheAnswerIsTooLargeToRead() {
    Cursor timedOut = new Cursor(JobStatus.TIMED_OUT, 1, 1, -1, 0, 0, false, false, true, false);
    told.addAll(
        life.answerTooLarge(
            Jobs.job("b", 1, timedOut, false), Optional.of(JobStatus.FAILED), 9, 1, NOW));

    assertThat(((ResultReady) told.get(told.size() - 1)).status()).isEqualTo(JobStatus.TIMED_OUT);
  }

  @Test
  void tellsAJobThatWasOverAtOnceFromItsQueueToItsResult() {
    Job plain = Jobs.sync("plain", 1, Cursor.QUEUED, false);

    told.addAll(life.adoptedAtItsEnd(plain, Jobs.output(JobStatus.COMPLETED, "7"), NOW));

    assertThat(story()).containsExactly("IN_QUEUE#0", "COMPLETED#1", "result COMPLETED 7");
    assertThat(plain.phase()).isEqualTo(Job.Phase.ENDED);
  }

  @Test
  void drainsTheStreamOfAJobThatWasOverAtOnceBeforeItTellsItsResult() {
    told.addAll(life.adoptedAtItsEnd(job, Jobs.large(JobStatus.COMPLETED, 250_000), NOW));
    assertThat(story()).containsExactly("IN_QUEUE#0", "COMPLETED#1");
    assertThat(job.phase()).isEqualTo(Job.Phase.DRAINING);

    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.COMPLETED, "1"), NOW));
    told.addAll(life.streamRead(job, Jobs.stream(JobStatus.COMPLETED), NOW));

    assertThat(story()).endsWith("chunk 0=1", "end 1 complete", "result COMPLETED \"large\"");
  }

  @Test
  void aResultThatTheLedgerKeptDoesNotExpireWithTheStream() {
    told.addAll(life.adoptedAtItsEnd(job, Jobs.output(JobStatus.COMPLETED, "[]"), NOW));
    told.addAll(life.expired(job, JobEvent.ExpiredReason.RETENTION, NOW));

    assertThat(story())
        .containsExactly("IN_QUEUE#0", "COMPLETED#1", "end 0 incomplete", "result COMPLETED []");
  }

  @Test
  void aReaderThatTakesOverTellsTheResultTheLedgerKept() {
    Cursor ended = new Cursor(JobStatus.COMPLETED, 1, 1, -1, 0, 2, false, false, true, false);
    Job taken = Jobs.sync("taken", 0, ended, true);
    life.remember(taken, Jobs.output(JobStatus.COMPLETED, "7"));

    told.addAll(life.streamRead(taken, Jobs.stream(JobStatus.COMPLETED), NOW));

    assertThat(story()).containsExactly("end 2 complete", "result COMPLETED 7");
  }

  @Test
  void whatTheLedgerKeptOfAnAttemptIsNotTheResultOfTheNext() {
    Cursor second = new Cursor(JobStatus.FAILED, 3, 2, -1, 0, 0, false, false, true, false);
    Job retried = Jobs.sync("retried", 0, second, true);
    life.remember(retried, Jobs.output(JobStatus.FAILED, "old"));

    told.addAll(life.streamRead(retried, Jobs.stream(JobStatus.FAILED), NOW));

    assertThat(told).isEmpty();
    assertThat(retried.phase()).isEqualTo(Job.Phase.FINISHING);
  }

  @Test
  void aRetryThatKeptNoStatusTellsTheOldResultFromWhatTheLedgerKept() {
    told.addAll(life.adoptedAtItsEnd(job, Jobs.output(JobStatus.FAILED, "old"), NOW));
    told.addAll(life.retried(job, Optional.empty(), NOW));

    assertThat(story())
        .containsExactly(
            "IN_QUEUE#0", "FAILED#1", "end 0 incomplete", "result FAILED old", "IN_QUEUE#2");
  }

  private List<String> story() {
    return told.stream().map(JobLifeTest::line).toList();
  }

  private static String line(JobEvent event) {
    if (event instanceof StatusChanged changed) {
      return changed.status() + "#" + changed.sequence();
    } else if (event instanceof ChunkRead read) {
      String gap = read.gapBefore() ? "gap " : "";
      return gap + "chunk " + read.sequence() + "=" + read.chunk().output().orElse("-");
    } else if (event instanceof StreamEnded ended) {
      return "end " + ended.chunkCount() + (ended.complete() ? " complete" : " incomplete");
    } else if (event instanceof ResultReady result) {
      return "result "
          + result.status()
          + " "
          + result.answer().flatMap(JobAnswer::output).orElse("-")
          + result.expired().map(reason -> " " + reason).orElse("");
    }
    throw new IllegalStateException("no line for " + event);
  }
}
