package io.runpod.kafka.sandbox.observe;

import static io.runpod.kafka.sandbox.observe.Broken.breaks;
import static io.runpod.kafka.sandbox.observe.Broken.breaksAboutJob;
import static io.runpod.kafka.sandbox.observe.Broken.keeps;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.schema.JobResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept to a consumer that drops repeats, on workers without exactly-once. */
class DeduplicatedTest {
  private final Tale tale = Tale.right();
  private final Guarantees atLeastOnce =
      new Guarantees(Promises.atLeastOnce(InDoubt.none(), Terms.none()));

  @Test
  void isKeptByWhatKeepsMore() {
    atLeastOnce.requireOf(tale.story());
    assertThat(Repeats.of(tale.story())).isZero();
  }

  @Test
  void isKeptIfEverythingIsToldAgain() {
    int told = tale.statuses.size() + tale.chunks.size() + tale.results.size();
    tale.statuses.addAll(List.copyOf(tale.statuses));
    tale.chunks.addAll(List.copyOf(tale.chunks));
    tale.results.addAll(List.copyOf(tale.results));

    atLeastOnce.requireOf(tale.story());
    assertThat(Repeats.of(tale.story())).isEqualTo(told);
  }

  @Test
  void isKeptByResultsToldAgainAndNotWithoutDroppingThem() {
    tale.results.add(tale.results.get(0));

    keeps(new Deduplicated(new OneResultPerAttempt()), tale);
    breaks(new OneResultPerAttempt(), tale, "has 2 results", Tale.STREAMED);
  }

  @Test
  void isBrokenByAResultToldAgainUnderANewId() {
    Seen<JobResult> told = tale.results.get(0);
    tale.results.add(new Seen<>(told.value(), told.at(), told.key(), Optional.of("another")));

    breaks(new Deduplicated(new OneResultPerAttempt()), tale, "has 2 results", Tale.STREAMED);
  }

  @Test
  void isBrokenByAMissingResult() {
    tale.results.remove(0);

    breaks(new Deduplicated(new NothingLost()), tale, "has no result", "record jobs-0@0");
  }

  @Test
  void chainMayGoBackAndOn() {
    // told on from IN_QUEUE, where the stored offset was
    tale.statuses.add(2, tale.statuses.get(1));

    keeps(StatusChainValid.withRepeats(), tale);
    breaksAboutJob(new StatusChainValid(), tale, "follows #1", Tale.STREAMED);
  }

  @Test
  void chainMayGoAnotherWayTheSecondTime() {
    // RunPod had ended the job when the next reader asked
    tale.status(Tale.STREAMED, 1, 1, "COMPLETED", "IN_QUEUE");

    keeps(StatusChainValid.withRepeats(), tale);
  }

  @Test
  void chainMustNotGoOnFromAnotherStatusThanItHad() {
    tale.status(Tale.STREAMED, 1, 2, "FAILED", "IN_QUEUE");

    breaksAboutJob(StatusChainValid.withRepeats(), tale, "says it follows IN_QUEUE", Tale.STREAMED);
  }

  @Test
  void chainMustNotLeaveOut() {
    tale.statuses.remove(1);

    breaksAboutJob(StatusChainValid.withRepeats(), tale, "follows #0", Tale.STREAMED);
  }

  @Test
  void chainThatIsLeftHasToBeTrueToo() {
    tale.status(Tale.STREAMED, 1).setStatus("TIMED_OUT");
    tale.status(Tale.STREAMED, 1, 1, "IN_PROGRESS", "IN_QUEUE");
    tale.statuses.add(2, tale.statuses.remove(tale.statuses.size() - 1));

    breaksAboutJob(StatusChainValid.withRepeats(), tale, "never was", Tale.STREAMED);
  }

  @Test
  void nextReaderMayNumberChunksFromWhereTheStoredOffsetWas() {
    tale.chunk(Tale.STREAMED, 2).setReaderEpoch(2);
    tale.chunk(Tale.STREAMED, 2).setSequence(1L);
    tale.chunk(Tale.STREAMED, 3).setReaderEpoch(2);
    tale.chunk(Tale.STREAMED, 3).setChunkCount(2L);
    tale.chunk(Tale.STREAMED, 3).setSequence(2L);

    keeps(ChunksGapFree.forEachReader(), tale);
    breaksAboutJob(new ChunksGapFree(), tale, "#1 where #2 was due", Tale.STREAMED);
  }

  @Test
  void oneReaderMustNotNumberAnew() {
    tale.chunk(Tale.STREAMED, 2).setSequence(1L);

    breaksAboutJob(ChunksGapFree.forEachReader(), tale, "#1 where #2", Tale.STREAMED);
  }

  @Test
  void nextReaderMustNotLeaveNumbersOut() {
    tale.chunks.remove(1);
    tale.chunk(Tale.STREAMED, 2).setReaderEpoch(2);

    breaksAboutJob(ChunksGapFree.forEachReader(), tale, "#2 where #1", Tale.STREAMED);
  }

  @Test
  void endIsTheFirstThatIsTold() {
    tale.end(Tale.STREAMED, 1, 0).setComplete(false);

    keeps(new Deduplicated(ChunksGapFree.forEachReader()), tale);
  }
}
