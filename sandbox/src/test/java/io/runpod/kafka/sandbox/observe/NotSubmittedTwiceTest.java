package io.runpod.kafka.sandbox.observe;

import static io.runpod.kafka.sandbox.observe.Broken.breaks;
import static io.runpod.kafka.sandbox.observe.Broken.breaksAboutJob;
import static io.runpod.kafka.sandbox.observe.Broken.keeps;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NotSubmittedTwiceTest {
  private final Tale tale = Tale.right();

  @Test
  void isKeptByOneJobForEachRecordAlsoIfItIsRetried() {
    keeps(new NotSubmittedTwice(InDoubt.none()), tale);
  }

  @Test
  void isBrokenByASecondJobOfARecord() {
    tale.truth(Tale.FIRST, "again-u1", List.of(), "IN_QUEUE");

    breaks(new NotSubmittedTwice(InDoubt.none()), tale, "jobs-0@0", "submitted 2 times")
        .hasMessageContaining("job " + Tale.STREAMED)
        .hasMessageContaining("job again-u1");
  }

  @Test
  void isKeptByASecondJobOfARecordInDoubtAlone() {
    tale.truth(Tale.FIRST, "again-u1", List.of(), "IN_QUEUE");

    keeps(new NotSubmittedTwice(InDoubt.records(Set.of(0))), tale);
    breaks(
        new NotSubmittedTwice(InDoubt.records(Set.of(1))), tale, "submitted 2 times", "jobs-0@0");
  }

  @Test
  void aRecordWhoseAcceptanceIsInTheLedgerWasNotInDoubt() {
    tale.truth(Tale.FIRST, "again-u1", List.of(), "IN_QUEUE");

    keeps(new NotSubmittedTwice(InDoubt.notIn(Set.of("again-u1"))), tale);
    breaks(
        new NotSubmittedTwice(InDoubt.notIn(Set.of(Tale.STREAMED, "again-u1"))),
        tale,
        "submitted 2 times",
        "jobs-0@0");
  }

  @Test
  void aRecordWasInDoubtOnlyIfSomethingWasKilledBetweenItsSubmits() {
    tale.truth(Tale.FIRST, "again-u1", List.of(), "IN_QUEUE");
    InDoubt lost = InDoubt.notIn(Set.of());

    keeps(new NotSubmittedTwice(lost.andKilled(List.of(Tale.START.plusMillis(150)))), tale);
    breaks(
        new NotSubmittedTwice(lost.andKilled(List.of(Tale.START.minusSeconds(60)))),
        tale,
        "submitted 2 times",
        "jobs-0@0");
    breaks(
        new NotSubmittedTwice(lost.andKilled(List.of(Tale.START.plusSeconds(60)))),
        tale,
        "submitted 2 times",
        "jobs-0@0");
  }

  @Test
  void asksNothingOfJobsThatAreLeftOut() {
    tale.truth(Tale.FIRST, "again-u1", List.of(), "IN_QUEUE");
    Guarantee once = new NotSubmittedTwice(InDoubt.none());

    keeps(once.butForJobs(Set.of("again-u1")), tale);
    breaks(once.butForJobs(Set.of(Tale.RETRIED)), tale, "submitted 2 times", "jobs-0@0");
  }

  @Test
  void isBrokenByAJobNobodyAskedFor() {
    tale.truth(Tale.sent(77, SentRecord.Fate.JOB), "stray-u1", List.of(), "IN_QUEUE");

    breaks(new NotSubmittedTwice(InDoubt.none()), tale, "a job of no record", "job stray-u1");
  }

  @Test
  void tellsTheStoryOfTheJob() {
    tale.truth(Tale.FIRST, "again-u1", List.of(), "IN_QUEUE");

    breaksAboutJob(new NotSubmittedTwice(InDoubt.none()), tale, "submitted 2 times", Tale.STREAMED);
  }
}
