package io.runpod.kafka.connect.job;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueueWarningTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Optional<Job> OLDEST = Optional.of(Jobs.queued("job-1", 0));
  private final QueueWarning warning = new QueueWarning(LIMIT);

  @Test
  void saysWhichCauseHealthShows() {
    assertThat(text(health(0, 0, 0, 0, 0))).contains("no workers");
    assertThat(text(health(0, 0, 0, 2, 0))).contains("throttled=2");
    assertThat(text(health(0, 0, 0, 1, 3))).contains("unhealthy=3");
    assertThat(text(health(0, 1, 0, 0, 0))).contains("starting");
    assertThat(text(health(0, 0, 4, 1, 1)))
        .contains("busy", "running=4", "throttled=1", "unhealthy=1", "inQueue=9", "no capacity");
    assertThat(text(health(3, 0, 4, 0, 0))).contains("busy").doesNotContain("no capacity");
    assertThat(text(health(3, 0, 0, 0, 0))).contains("ready and take nothing", "idle=3");
    assertThat(text(health(0, 0, 4, 1, 1))).startsWith("job=job-1 queued for 300 s");
  }

  @Test
  void warnsOnceInTheTimeThatCountsAsTooLong() {
    Health none = health(0, 0, 0, 0, 0);

    assertThat(warning.of(OLDEST, none, NOW.plus(LIMIT).minusMillis(1))).isEmpty();
    assertThat(warning.of(OLDEST, none, NOW.plus(LIMIT))).isPresent();
    assertThat(warning.of(OLDEST, none, NOW.plus(LIMIT).plusSeconds(10))).isEmpty();
    assertThat(warning.of(OLDEST, none, NOW.plus(LIMIT.multipliedBy(2)))).isPresent();
  }

  @Test
  void isSilentWithoutQueuedJobsAndWhenTurnedOff() {
    Health none = health(0, 0, 0, 0, 0);

    assertThat(warning.of(Optional.empty(), none, NOW.plus(LIMIT))).isEmpty();
    assertThat(new QueueWarning(Duration.ZERO).of(OLDEST, none, NOW.plus(LIMIT))).isEmpty();
  }

  private static String text(Health health) {
    return new QueueWarning(LIMIT).of(OLDEST, health, NOW.plus(LIMIT)).orElseThrow();
  }

  private static Health health(
      int idle, int initializing, int running, int throttled, int unhealthy) {
    return new Health(0, 0, 0, 9, 0, idle, initializing, 0, running, throttled, unhealthy);
  }
}
