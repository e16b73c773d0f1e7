package io.runpod.kafka.sandbox.observe;

import static io.runpod.kafka.sandbox.observe.Broken.breaks;
import static io.runpod.kafka.sandbox.observe.Broken.keeps;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EachRecordHasOneFateTest {
  private final Tale tale = Tale.right();
  private final EachRecordHasOneFate oneFate = EachRecordHasOneFate.strictly();

  @Test
  void isKeptByJobsAndDeadLetters() {
    keeps(oneFate, tale);
  }

  @Test
  void isBrokenByAJobWithADeadLetterBesideIt() {
    tale.letter(Tale.FIRST, "too large");

    breaks(oneFate, tale, "a job and a dead letter", "dead letter: too large")
        .hasMessageContaining("job " + Tale.STREAMED);
  }

  @Test
  void isBrokenByASecondDeadLetter() {
    tale.letter(Tale.BAD, "not JSON");

    breaks(oneFate, tale, "2 dead letters", "record jobs-0@2");
  }

  @Test
  void isBrokenByADeadLetterOfAGoodRecord() {
    SentRecord good = Tale.sent(3, SentRecord.Fate.JOB);
    tale.sent.add(good);
    tale.letter(good, "too large");

    breaks(oneFate, tale, "a good record is a dead letter", "record jobs-0@3");
  }

  @Test
  void isBrokenByABadRecordThatWasSubmitted() {
    tale.letters.clear();
    tale.truth(Tale.BAD, "bad-u1", List.of(), "IN_QUEUE");

    breaks(oneFate, tale, "a bad record was submitted", "job bad-u1");
  }

  @Test
  void isBrokenByADeadLetterOfNothing() {
    tale.letter(Tale.sent(50, SentRecord.Fate.JOB), "too large");

    breaks(oneFate, tale, "a dead letter of no record that was sent", "offset=50");
  }

  @Test
  void aRecordInDoubtMayBeADeadLetterBesideItsJob() {
    tale.letter(Tale.FIRST, "in doubt");

    keeps(EachRecordHasOneFate.throughCrashes(InDoubt.records(Set.of(0))), tale);
    breaks(
        EachRecordHasOneFate.throughCrashes(InDoubt.records(Set.of(1))),
        tale,
        "a job and a dead letter",
        "record jobs-0@0");
  }

  @Test
  void aCrashMayRepeatADeadLetter() {
    tale.letter(Tale.BAD, "not JSON");

    keeps(EachRecordHasOneFate.throughCrashes(InDoubt.none()), tale);
  }

  @Test
  void aParkedRecordIsADeadLetterThatSaysSo() {
    SentRecord parked = Tale.sent(3, SentRecord.Fate.JOB);
    tale.sent.add(parked);
    tale.letter(parked, "in doubt, RunPod may have accepted the job");
    Guarantee parking = EachRecordHasOneFate.parking(InDoubt.unknownTo(Set.of(Tale.STREAMED)));

    keeps(parking, tale);
    breaks(
        EachRecordHasOneFate.throughCrashes(InDoubt.none()),
        tale,
        "a good record is a dead letter",
        "record jobs-0@3");

    tale.letter(Tale.FIRST, "in doubt, RunPod may have accepted the job");
    breaks(parking, tale, "a job and a dead letter", "record jobs-0@0");
  }
}
