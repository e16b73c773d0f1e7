package io.runpod.kafka.sandbox.observe;

import static io.runpod.kafka.sandbox.observe.Broken.breaks;
import static io.runpod.kafka.sandbox.observe.Broken.breaksAboutJob;
import static io.runpod.kafka.sandbox.observe.Broken.keeps;

import java.util.List;
import org.junit.jupiter.api.Test;

class NothingLostTest {
  private final Tale tale = Tale.right();
  private final NothingLost nothingLost = new NothingLost();

  @Test
  void isKeptByResultsAndDeadLetters() {
    keeps(nothingLost, tale);
  }

  @Test
  void isBrokenByARecordNothingCameOf() {
    tale.sent.add(Tale.sent(9, SentRecord.Fate.JOB));

    breaks(nothingLost, tale, "neither submitted nor a dead letter", "record jobs-0@9");
  }

  @Test
  void isBrokenByABadRecordWithoutItsDeadLetter() {
    tale.letters.clear();

    breaks(nothingLost, tale, "neither submitted nor a dead letter", "record jobs-0@2");
  }

  @Test
  void isBrokenByADeadLetterWithoutAReason() {
    tale.letters.clear();
    tale.letter(Tale.BAD, " ");

    breaks(nothingLost, tale, "does not say why", "record jobs-0@2");
  }

  @Test
  void isBrokenByAJobWithoutAResult() {
    tale.results.removeIf(seen -> seen.value().getJobId().equals(Tale.STREAMED));

    breaksAboutJob(nothingLost, tale, "its last attempt has no result", Tale.STREAMED);
  }

  @Test
  void isBrokenByARetryWithoutAResult() {
    tale.results.removeIf(seen -> seen.value().getAttempt() == 2);

    breaksAboutJob(nothingLost, tale, "its last attempt has no result", Tale.RETRIED);
  }

  @Test
  void isKeptWhereOneOfTwoJobsOfARecordHasItsResult() {
    tale.truth(Tale.FIRST, "orphan", List.of(0), "IN_QUEUE", "IN_PROGRESS", "COMPLETED");

    keeps(nothingLost, tale);
  }
}
