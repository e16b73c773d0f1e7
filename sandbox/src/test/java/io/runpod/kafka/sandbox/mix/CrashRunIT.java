package io.runpod.kafka.sandbox.mix;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Seeds, each a stack whose worker is killed five times: {@code -Dcrash.seeds=17,18}. */
class CrashRunIT {
  static List<Long> seeds() {
    return Arrays.stream(System.getProperty("crash.seeds", "1").split(","))
        .map(Long::valueOf)
        .toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void allPromisesHoldHoweverOftenTheWorkerIsKilled(long seed) throws Exception {
    System.out.printf("seed %d: %s%n", seed, new CrashRun(seed).play());
  }
}
