package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PresenceTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Presence presence = new Presence();

  @Test
  void aTaskThatDoesSomethingNowAndThenIsNotMissed() {
    assertThat(presence.wasAway(-100 * SECOND)).isFalse();
    assertThat(presence.wasAway(-95 * SECOND)).isFalse();
    assertThat(presence.wasAway(-90 * SECOND)).isFalse();
  }

  @Test
  void aTaskThatWasPausedKnowsItOnce() {
    presence.wasAway(0);
    assertThat(presence.wasAway(6 * SECOND)).isTrue();
    assertThat(presence.wasAway(7 * SECOND)).isFalse();
  }
}
