package io.runpod.kafka.connect.job;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.JobEvent.ExpiredReason;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MissingTest {
  private static final Instant LATER = NOW.plus(Duration.ofMinutes(40));
  private final Job job = Jobs.queued("job-1", 0);

  @Test
  void oneAnswerIsNotEnough() {
    assertThat(Missing.seen(job, LATER, LATER)).isEmpty();
  }

  @Test
  void twoAnswersTenSecondsApartAre() {
    Missing.seen(job, LATER, LATER);

    assertThat(Missing.seen(job, LATER.plusSeconds(9), LATER.plusSeconds(5))).isEmpty();
    assertThat(Missing.seen(job, LATER.plusSeconds(10), LATER.plusSeconds(5)))
        .contains(ExpiredReason.RETENTION);
  }

  @Test
  void aJobJustSubmittedIsNotGone() {
    Missing.seen(job, NOW.plusSeconds(1), NOW);

    assertThat(Missing.seen(job, NOW.plusSeconds(59), NOW.plusSeconds(58))).isEmpty();
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
  void aJobPastItsTimeToLiveSaysSo() {
    Job shortLived = Jobs.withTtl("job-1", Duration.ofMinutes(30));
    Missing.seen(shortLived, LATER, LATER);

    assertThat(Missing.seen(shortLived, LATER.plusSeconds(20), LATER.plusSeconds(1)))
        .contains(ExpiredReason.TTL);
  }
}
