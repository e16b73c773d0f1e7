package io.runpod.kafka.connect.job;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.JobEvent.ExpiredReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MissingTest {
  private static final Instant LATER = NOW.plus(Duration.ofMinutes(40));
  private final Job job = Jobs.queued("job-1", 0);

  @Test
  void oneAnswerIsNotEnough() {
    assertThat(Missing.seen(job, LATER, LATER)).isEmpty();
  }

  @Test
  void missingBeforeAndAfterTheEndpointAnsweredOthersIs() {
    Missing.seen(job, LATER, LATER);

    assertThat(Missing.seen(job, LATER.plusSeconds(9), LATER.plusSeconds(8))).isEmpty();
    assertThat(Missing.seen(job, LATER.plusSeconds(10), LATER.plusSeconds(8))).isEmpty();
    assertThat(Missing.seen(job, LATER.plusSeconds(20), LATER.plusSeconds(18)))
        .contains(ExpiredReason.RETENTION);
  }

  @Test
  void answersThatWereOnTheirWayWhenAMishapBeganProveNothing() {
    Missing.seen(job, LATER, LATER);

    for (int second = 10; second <= 60; second += 10) {
      assertThat(Missing.seen(job, LATER.plusSeconds(second), LATER.plusSeconds(4))).isEmpty();
    }
  }

  @Test
  void aQuestionThatWasOnItsWayWhenAMishapEndedProvesNothing() {
    Missing.seen(job, LATER, LATER);
    Missing.seen(job, LATER.plusSeconds(50), LATER.minusSeconds(1));

    assertThat(Missing.seen(job, LATER.plusSeconds(60), LATER.plusSeconds(59))).isEmpty();
    new JobLife(1).statusRead(job, Jobs.answer(JobStatus.IN_QUEUE), LATER.plusSeconds(70));
    assertThat(Missing.seen(job, LATER.plusSeconds(80), LATER.plusSeconds(80))).isEmpty();
  }

  @Test
  void aJobJustSubmittedIsNotGone() {
    for (int second = 1; second < 60; second += 10) {
      Instant now = NOW.plusSeconds(second);
      assertThat(Missing.seen(job, now, now)).isEmpty();
    }
  }

  @Test
  void aJobJustSubmittedMayBeGoneIfItWasCancelled() {
    job.cancelled();
    Missing.seen(job, NOW.plusSeconds(1), NOW);
    Missing.seen(job, NOW.plusSeconds(11), NOW.plusSeconds(10));

    assertThat(Missing.seen(job, NOW.plusSeconds(21), NOW.plusSeconds(20))).isPresent();
  }

  @Test
  void aPurgeTakesNothingThatHasLeftTheQueue() {
    job.purged();
    assertThat(job.removalExpected()).isTrue();

    new JobLife(1).statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), NOW);
    assertThat(job.removalExpected()).isFalse();
  }

  @Test
  void aCancelTakesNoEndBackThatWasTold() {
    job.cancelled();
    assertThat(job.removalExpected()).isTrue();

    new JobLife(1).statusRead(job, Jobs.answer(JobStatus.COMPLETED), NOW);
    assertThat(job.removalExpected()).isFalse();
  }

  @Test
  void anEndpointThatAnswersNothingElseDoesNotMakeJobsGo() {
    Missing.seen(job, LATER, LATER.minusSeconds(1));

    assertThat(Missing.seen(job, LATER.plusSeconds(60), LATER.minusSeconds(1))).isEmpty();
  }

  @Test
  void aJobThatIsKnownAgainStartsAnew() {
    Missing.seen(job, LATER, LATER);
    new JobLife(1).statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), LATER.plusSeconds(5));

    assertThat(Missing.seen(job, LATER.plusSeconds(20), LATER.plusSeconds(20))).isEmpty();
  }

  @Test
  void aSynchronousJobsResultIsGoneAfterAMinuteAlready() {
    Job sync = Jobs.sync("job-1", 0, Cursor.QUEUED, true);
    Instant soon = NOW.plusSeconds(61);

    for (Job each : List.of(sync, job)) {
      Missing.seen(each, soon, soon);
      Missing.seen(each, soon.plusSeconds(10), soon.plusSeconds(9));
    }

    assertThat(Missing.seen(sync, soon.plusSeconds(20), soon.plusSeconds(19)))
        .contains(ExpiredReason.RETENTION);
    assertThat(Missing.seen(job, soon.plusSeconds(20), soon.plusSeconds(19)))
        .contains(ExpiredReason.UNKNOWN);
  }

  @Test
  void aJobPastItsTimeToLiveSaysSo() {
    Job shortLived = Jobs.withTtl("job-1", Duration.ofMinutes(30));
    Missing.seen(shortLived, LATER, LATER);
    Missing.seen(shortLived, LATER.plusSeconds(10), LATER.plusSeconds(9));

    assertThat(Missing.seen(shortLived, LATER.plusSeconds(20), LATER.plusSeconds(19)))
        .contains(ExpiredReason.TTL);
  }
}
