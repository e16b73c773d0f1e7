package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.JobId;
import org.junit.jupiter.api.Test;

class EarlyNudgesTest {
  private final EarlyNudges early = new EarlyNudges();

  @Test
  void keepsANudgeForItsJobAndGivesItOnce() {
    early.keep(new JobId("a"), NOW);

    assertThat(early.take(new JobId("b"), NOW)).isFalse();
    assertThat(early.take(new JobId("a"), NOW.plusSeconds(59))).isTrue();
    assertThat(early.take(new JobId("a"), NOW.plusSeconds(59))).isFalse();
    assertThat(early.dropped()).isZero();
  }

  @Test
  void dropsAndCountsANudgeWhoseJobIsNotKnownWithinAMinute() {
    early.keep(new JobId("a"), NOW);
    early.keep(new JobId("a"), NOW.plusSeconds(30));

    assertThat(early.take(new JobId("a"), NOW.plusSeconds(60))).isFalse();
    assertThat(early.dropped()).isEqualTo(1);
  }

  @Test
  void isBoundedAndDropsTheOldestFirst() {
    for (int i = 0; i <= EarlyNudges.MOST; i++) {
      early.keep(new JobId("job-" + i), NOW);
    }

    assertThat(early.dropped()).isEqualTo(1);
    assertThat(early.take(new JobId("job-0"), NOW)).isFalse();
    assertThat(early.take(new JobId("job-1"), NOW)).isTrue();
  }
}
