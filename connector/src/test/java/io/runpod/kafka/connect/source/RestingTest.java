package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.Jobs;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestingTest {
  private final Resting resting = new Resting();
  private final Job job = Jobs.queued("a", 0);

  @Test
  void keepsAFailedJobForTheRetryWindow() {
    resting.add(job, NOW);

    assertThat(resting.release(NOW.plus(Duration.ofMinutes(34)))).isEmpty();
    assertThat(resting.release(NOW.plus(Duration.ofMinutes(35)))).containsExactly(job);
  }

  @Test
  void leavesAJobAloneThatWasRetried() {
    resting.add(job, NOW);
    new JobLife(1).retried(job, Optional.of(Jobs.answer(JobStatus.FAILED)), NOW);

    assertThat(resting.release(NOW.plus(Duration.ofHours(1)))).isEmpty();
  }

  @Test
  void isBounded() {
    for (int i = 0; i < 4_010; i++) {
      resting.add(Jobs.queued("job-" + i, i), NOW);
    }
    assertThat(resting.release(NOW)).hasSize(10);
  }
}
