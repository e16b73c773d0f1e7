package io.runpod.kafka.sandbox.observe;

import static io.runpod.kafka.sandbox.observe.Broken.breaksAboutJob;
import static io.runpod.kafka.sandbox.observe.Broken.keeps;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OneResultPerAttemptTest {
  private final Tale tale = Tale.right();
  private final OneResultPerAttempt oneResult = new OneResultPerAttempt();

  @Test
  void isKeptByAResultForEachAttempt() {
    keeps(oneResult, tale);
  }

  @Test
  void isBrokenByAMissingResult() {
    tale.results.removeIf(seen -> seen.value().getJobId().equals(Tale.STREAMED));

    breaksAboutJob(oneResult, tale, "attempt 1 has 0 results, not 1", Tale.STREAMED);
  }

  @Test
  void isBrokenByASecondResult() {
    tale.result(Tale.STREAMED, 1, "COMPLETED", 3L);

    breaksAboutJob(oneResult, tale, "attempt 1 has 2 results, not 1", Tale.STREAMED);
  }

  @Test
  void isBrokenByAMissingResultOfARetriedAttempt() {
    tale.results.removeIf(seen -> seen.value().getStatus().equals("FAILED"));

    breaksAboutJob(oneResult, tale, "attempt 1 has 0 results, not 1", Tale.RETRIED);
  }

  @Test
  void isBrokenByAResultOfAnAttemptThatNeverWas() {
    tale.result(Tale.STREAMED, 2, "COMPLETED", null);

    breaksAboutJob(oneResult, tale, "no attempt 2", Tale.STREAMED);
  }

  @Test
  void isBrokenByAnUntrueResult() {
    tale.result(Tale.STREAMED, 1).setStatus("FAILED");

    breaksAboutJob(oneResult, tale, "told as FAILED and was [COMPLETED]", Tale.STREAMED);
  }

  @Test
  void isBrokenByAResultBeforeTheEnd() {
    Tale early = new Tale();
    early.sent.add(Tale.FIRST);
    early.truth(Tale.FIRST, Tale.STREAMED, List.of(0), "IN_QUEUE", "IN_PROGRESS");
    early.result(Tale.STREAMED, 1, "COMPLETED", null);

    breaksAboutJob(oneResult, early, "attempt 1 has 1 results, not 0", Tale.STREAMED);
  }

  @Test
  void anAttemptThatWasRetriedAutomaticallyHasNone() {
    OneResultPerAttempt automatic = new OneResultPerAttempt(Set.of(Tale.SECOND.number()));
    breaksAboutJob(automatic, tale, "attempt 1 has 1 results, not 0", Tale.RETRIED);

    tale.results.removeIf(seen -> seen.value().getStatus().equals("FAILED"));
    keeps(automatic, tale);
  }

  @Test
  void aJobPurgedFromTheQueueIsCancelledOrExpiredAndNothingElse() {
    Tale purged = new Tale();
    purged.sent.add(Tale.FIRST);
    purged.truth(Tale.FIRST, Tale.STREAMED, List.of(), "IN_QUEUE", "GONE");
    purged.result(Tale.STREAMED, 1, "CANCELLED", null);
    keeps(oneResult, purged);

    purged.result(Tale.STREAMED, 1).setStatus("COMPLETED");
    breaksAboutJob(oneResult, purged, "told as COMPLETED", Tale.STREAMED);
  }
}
