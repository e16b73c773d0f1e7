package io.runpod.kafka.sandbox.mix;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A crash run that takes longer than a seed: {@code mvn verify -Pchaos}. */
@Tag("chaos")
@EnabledIfSystemProperty(named = "chaos", matches = "true")
class CoordinatorAwayIT {
  @Test
  void allPromisesHoldWithTheCoordinatorAwayForAMinuteAndWorkersKilled() throws Exception {
    new CrashRun(Seed.withLongOutage()).play();
  }
}
