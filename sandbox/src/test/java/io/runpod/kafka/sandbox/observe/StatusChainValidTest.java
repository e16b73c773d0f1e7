package io.runpod.kafka.sandbox.observe;

import static io.runpod.kafka.sandbox.observe.Broken.breaksAboutJob;
import static io.runpod.kafka.sandbox.observe.Broken.keeps;

import io.runpod.kafka.schema.JobStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusChainValidTest {
  private final Tale tale = Tale.right();
  private final StatusChainValid chain = new StatusChainValid();

  @Test
  void isKeptByWholeLivesWithDispatchesAndRetries() {
    keeps(chain, tale);
  }

  @Test
  void isKeptByProgress() {
    Tale progress = new Tale();
    progress.sent.add(Tale.FIRST);
    progress.truth(Tale.FIRST, Tale.STREAMED, List.of(0), "IN_QUEUE", "IN_PROGRESS", "COMPLETED");
    progress.status(Tale.STREAMED, 1, 0, "IN_QUEUE", null);
    progress.status(Tale.STREAMED, 1, 1, "IN_PROGRESS", "IN_QUEUE");
    progress.status(Tale.STREAMED, 1, 2, "IN_PROGRESS", "IN_PROGRESS").setProgress("1");
    progress.status(Tale.STREAMED, 1, 3, "COMPLETED", "IN_PROGRESS");

    keeps(chain, progress);
  }

  @Test
  void isBrokenByAMissingRecord() {
    tale.statuses.removeIf(seen -> seen.value().getSequence() == 1);

    breaksAboutJob(chain, tale, "status #2: follows #0", Tale.STREAMED);
  }

  @Test
  void isBrokenByARepeatedRecord() {
    tale.statuses.add(tale.statuses.get(2));

    breaksAboutJob(chain, tale, "status #2: follows #2", Tale.STREAMED);
  }

  @Test
  void isBrokenByAMissingBeginning() {
    tale.statuses.removeIf(seen -> seen.value().getSequence() == 0);

    breaksAboutJob(chain, tale, "the chain begins in the middle", Tale.STREAMED);
  }

  @Test
  void isBrokenByABeginningElsewhereThanInTheQueue() {
    tale.status(Tale.STREAMED, 0).setStatus("IN_PROGRESS");

    breaksAboutJob(chain, tale, "a chain begins at IN_QUEUE", Tale.STREAMED);
  }

  @Test
  void isBrokenByAWrongPrevious() {
    tale.status(Tale.STREAMED, 2).setPreviousStatus("IN_QUEUE");

    breaksAboutJob(chain, tale, "says it follows IN_QUEUE, not IN_PROGRESS", Tale.STREAMED);
  }

  @Test
  void isBrokenByWhatFollowsTheEndOfAnAttempt() {
    tale.status(Tale.STREAMED, 1, 3, "FAILED", "COMPLETED");

    breaksAboutJob(chain, tale, "follows the end of its attempt, COMPLETED", Tale.STREAMED);
  }

  @Test
  void isBrokenByARetryOfWhatHadNotFailed() {
    tale.status(Tale.STREAMED, 2, 3, "IN_QUEUE", "COMPLETED");

    breaksAboutJob(chain, tale, "the next attempt begins at IN_QUEUE, after", Tale.STREAMED);
  }

  @Test
  void isBrokenByAnAttemptLeftOut() {
    tale.status(Tale.RETRIED, 4).setAttempt(3);
    tale.status(Tale.RETRIED, 5).setAttempt(3);

    breaksAboutJob(chain, tale, "attempt 3 after 1", Tale.RETRIED);
  }

  @Test
  void isBrokenByAnAttemptThatFalls() {
    tale.status(Tale.RETRIED, 5).setAttempt(1);

    breaksAboutJob(chain, tale, "attempt 1 after 2", Tale.RETRIED);
  }

  @Test
  void isBrokenByTheSameToldAgain() {
    tale.status(Tale.STREAMED, 2).setStatus("IN_PROGRESS");

    breaksAboutJob(chain, tale, "tells the same again", Tale.STREAMED);
  }

  @Test
  void isBrokenByAWayBackIntoTheQueueThatNothingExplains() {
    tale.status(Tale.RETRIED, 2).setRetries(null);

    breaksAboutJob(chain, tale, "without having been dispatched again", Tale.RETRIED);
  }

  @Test
  void isBrokenByAStateTheJobNeverHad() {
    tale.status(Tale.STREAMED, 2).setStatus("FAILED");

    breaksAboutJob(
        chain, tale, "attempt 1 never was [IN_QUEUE, IN_PROGRESS, FAILED]", Tale.STREAMED);
  }

  @Test
  void isBrokenByAResultWhoseStatusWasNotTold() {
    tale.statuses.removeIf(seen -> seen.value().getStatus().equals("COMPLETED"));

    breaksAboutJob(
        chain, tale, "the result COMPLETED of attempt 1 has no status before it", Tale.STREAMED);
  }

  @Test
  void isKeptByAResultThatIsForgottenThoughItsEndWasTold() {
    tale.result(Tale.STREAMED, 1).setStatus("EXPIRED");

    keeps(chain, tale);
  }

  @Test
  void isBrokenByAForgottenResultOfAJobWhoseEndWasNotTold() {
    tale.statuses.removeIf(seen -> seen.value().getStatus().equals("COMPLETED"));
    tale.result(Tale.STREAMED, 1).setStatus("EXPIRED");

    breaksAboutJob(
        chain, tale, "the result EXPIRED of attempt 1 has no status before it", Tale.STREAMED);
  }

  @Test
  void isBrokenByAnEndThatDidNotStand() {
    tale.status(Tale.STREAMED, 1, 3, "EXPIRED", "COMPLETED");
    tale.result(Tale.STREAMED, 1).setStatus("EXPIRED");

    breaksAboutJob(chain, tale, "follows the end of its attempt, COMPLETED", Tale.STREAMED);
  }

  @Test
  void isBrokenByAResultToldBeforeItsStatus() {
    tale.result(Tale.STREAMED, 1).setObservedAt(Tale.START);

    breaksAboutJob(chain, tale, "has no status before it", Tale.STREAMED);
  }

  @Test
  void isBrokenByAResultWithoutAnyStatus() {
    tale.statuses.removeIf(seen -> seen.value().getJobId().equals(Tale.STREAMED));

    breaksAboutJob(chain, tale, "no status record", Tale.STREAMED);
  }

  @Test
  void isBrokenByAJobInTwoPartitions() {
    Seen<JobStatus> last = tale.statuses.remove(2);
    tale.statuses.add(
        2, new Seen<>(last.value(), new Coordinates("status", 1, 0), last.key(), last.eventId()));

    breaksAboutJob(chain, tale, "status records in several partitions", Tale.STREAMED);
  }
}
