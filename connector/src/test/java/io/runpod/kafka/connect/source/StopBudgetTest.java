package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Connect gives a task up that has not stopped within 5 s (task.shutdown.graceful.timeout.ms). */
class StopBudgetTest {
  @Test
  void allThatAStopWaitsForIsOverInFourSeconds() {
    assertThat(StreamOwner.LEAVING.plus(RunpodSourceTask.LAST_WRITES))
        .isLessThanOrEqualTo(Duration.ofSeconds(4));
  }
}
