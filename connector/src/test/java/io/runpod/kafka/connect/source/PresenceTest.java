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
    assertThat(presence.wasAway(-98 * SECOND)).isFalse();
    assertThat(presence.wasAway(-96 * SECOND)).isFalse();
    assertThat(presence.lastSeen()).isEqualTo(-96 * SECOND);
  }

  @Test
  void aTaskThatWasPausedKnowsItOnce() {
    presence.wasAway(0);
    assertThat(presence.wasAway(6 * SECOND)).isTrue();
    assertThat(presence.wasAway(7 * SECOND)).isFalse();
  }

  @Test
  void aPauseThatAShortSessionDoesNotOutlastIsNoticed() {
    Duration session = Duration.ofSeconds(6);
    Duration sinceHeartbeat = Duration.ofSeconds(3);
    presence.wasAway(0);
    assertThat(presence.wasAway(session.minus(sinceHeartbeat).toNanos())).isTrue();
  }
}
