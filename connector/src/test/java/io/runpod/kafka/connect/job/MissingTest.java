package io.runpod.kafka.connect.job;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.JobEvent.ExpiredReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MissingTest {
  private static final Instant LATER = NOW.plus(Duration.ofMinutes(40));
  private final Job job = Jobs.queued("job-1", 0);

  @Test
  void oneAnswerIsNotEnough() {
    assertThat(Missing.seen(job, LATER, Optional.empty(), LATER)).isEmpty();
  }

  @Test
  void twoAnswersTenSecondsApartAre() {
    Missing.seen(job, LATER, Optional.empty(), LATER);

    assertThat(Missing.seen(job, LATER.plusSeconds(9), Optional.empty(), LATER.plusSeconds(5)))
        .isEmpty();
    assertThat(Missing.seen(job, LATER.plusSeconds(10), Optional.empty(), LATER.plusSeconds(5)))
        .contains(ExpiredReason.RETENTION);
  }

  @Test
  void aJobJustSubmittedIsNotGone() {
    Missing.seen(job, NOW.plusSeconds(1), Optional.empty(), NOW);

    assertThat(Missing.seen(job, NOW.plusSeconds(59), Optional.empty(), NOW.plusSeconds(58)))
        .isEmpty();
  }

  @Test
  void anEndpointThatAnswersNothingElseDoesNotMakeJobsGo() {
    Missing.seen(job, LATER, Optional.empty(), LATER.minusSeconds(1));

    assertThat(Missing.seen(job, LATER.plusSeconds(60), Optional.empty(), LATER.minusSeconds(1)))
        .isEmpty();
  }

  @Test
  void aJobThatIsKnownAgainStartsAnew() {
    Missing.seen(job, LATER, Optional.empty(), LATER);
    new JobLife(1).statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), LATER.plusSeconds(5));

    assertThat(Missing.seen(job, LATER.plusSeconds(20), Optional.empty(), LATER.plusSeconds(20)))
        .isEmpty();
  }

  @Test
  void aJobPastItsTimeToLiveSaysSo() {
    Optional<Duration> ttl = Optional.of(Duration.ofMinutes(30));
    Missing.seen(job, LATER, ttl, LATER);

    assertThat(Missing.seen(job, LATER.plusSeconds(20), ttl, LATER.plusSeconds(1)))
        .contains(ExpiredReason.TTL);
  }
}
