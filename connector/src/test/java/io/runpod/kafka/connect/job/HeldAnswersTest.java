package io.runpod.kafka.connect.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldAnswersTest {
  private static final int MIB = 1024 * 1024;
  private final HeldAnswers held = new HeldAnswers();

  @Test
  void holdsOfWhatCanBeReadAgainOnlyWhatIsSmall() {
    Job small = Jobs.queued("small", 0);
    Job large = Jobs.queued("large", 1);

    held.holdIfSmall(small, Jobs.large(JobStatus.COMPLETED, 64 * 1024));
    held.holdIfSmall(large, Jobs.large(JobStatus.COMPLETED, 64 * 1024 + 1));

    assertThat(held.of(small)).isPresent();
    assertThat(held.of(large)).isEmpty();
  }

  @Test
  void holdsNoMoreThanFitsAndAgainWhenSomeHasGone() {
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      jobs.add(Jobs.queued("job-" + i, i));
      held.hold(jobs.get(i), Jobs.large(JobStatus.COMPLETED, MIB));
    }
    assertThat(jobs).filteredOn(job -> held.of(job).isPresent()).hasSize(32);

    held.drop(jobs.get(0));
    held.drop(jobs.get(0));
    held.drop(jobs.get(39));
    held.hold(jobs.get(39), Jobs.large(JobStatus.COMPLETED, MIB));

    assertThat(held.of(jobs.get(39))).isPresent();
    assertThat(jobs).filteredOn(job -> held.of(job).isPresent()).hasSize(32);
  }

  @Test
  void theNewestAnswerAboutAJobCounts() {
    Job job = Jobs.queued("job", 0);
    held.hold(job, Jobs.large(JobStatus.COMPLETED, 20 * MIB));
    held.hold(job, Jobs.output(JobStatus.FAILED, "2"));

    assertThat(held.of(job)).hasValueSatisfying(a -> assertThat(a.output()).contains("2"));
  }
}
