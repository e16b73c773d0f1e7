package io.runpod.kafka.connect.job;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private final Deadlines deadlines = new Deadlines();
  private final Job first = Jobs.queued("first", 0);
  private final Job second = Jobs.queued("second", 1);

  @Test
  void givesEachJobOnceWhenItsTimeHasCome() {
    deadlines.set(second, NOW.plusSeconds(2));
    deadlines.set(first, NOW.plusSeconds(1));

    assertThat(deadlines.take(NOW, 9)).isEmpty();
    assertThat(deadlines.take(NOW.plusSeconds(2), 9)).containsExactly(first, second);
    assertThat(deadlines.take(NOW.plusSeconds(2), 9)).isEmpty();
  }

  @Test
  void jobsDueAtTheSameTimeAreTakenInTurn() {
    deadlines.set(first, NOW);
    deadlines.set(second, NOW);

    assertThat(deadlines.take(NOW, 1)).containsExactly(first);
    assertThat(deadlines.take(NOW, 1)).containsExactly(second);
  }

  @Test
  void aNewTimeReplacesTheOldOne() {
    for (int i = 0; i < 1_000; i++) {
      deadlines.set(first, NOW.plusSeconds(i));
    }

    assertThat(deadlines.size()).isEqualTo(1);
    assertThat(deadlines.take(NOW.plusSeconds(998), 9)).isEmpty();
    deadlines.clear(first);
    assertThat(deadlines.take(NOW.plusSeconds(999), 9)).isEmpty();
  }
}
