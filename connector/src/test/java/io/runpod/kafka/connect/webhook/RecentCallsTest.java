package io.runpod.kafka.connect.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.JobId;
import org.junit.jupiter.api.Test;

class RecentCallsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final JobId A = new JobId("a");
  private static final JobId B = new JobId("b");
  private final RecentCalls recent = new RecentCalls(2);

  @Test
  void knowsACallThatIsSentAgain() {
    assertThat(recent.first(A, 0)).isTrue();
    assertThat(recent.first(A, 9 * SECOND)).isFalse();
    assertThat(recent.first(B, 9 * SECOND)).isTrue();
  }

  @Test
  void forgetsItInTimeForTheNextEndOfARetriedJob() {
    recent.first(A, -SECOND);
    recent.first(A, 8 * SECOND);

    assertThat(recent.first(A, 9 * SECOND)).isTrue();
  }

  @Test
  void aCallThatCameToNothingDoesNotCount() {
    recent.first(A, 0);
    recent.forget(A);

    assertThat(recent.first(A, 1)).isTrue();
  }

  @Test
  void isBounded() {
    recent.first(A, 0);
    recent.first(B, 1);
    recent.first(new JobId("c"), 2);

    assertThat(recent.first(A, 3)).isTrue();
    assertThat(recent.first(new JobId("c"), 4)).isFalse();
  }
}
