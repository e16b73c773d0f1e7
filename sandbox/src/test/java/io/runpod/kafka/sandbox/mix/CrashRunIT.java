package io.runpod.kafka.sandbox.mix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Seeds, each a stack that is killed at five points or more: {@code mvn verify -Pchaos -Dseeds=40
 * -Dfirst.seed=17}.
 */
@Tag("chaos")
class CrashRunIT {
  private static final Path TABLE = Path.of("target", "crash-runs.txt");
  private static final List<CrashTable.Row> ROWS = new ArrayList<>();

  static LongStream seeds() {
    long first = Long.getLong("chaos.first.seed", 1);
    return LongStream.range(first, first + Long.getLong("chaos.seeds", 2));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void allPromisesHoldWhateverIsKilled(long seed) throws Exception {
    CrashRun run = new CrashRun(Seed.of(seed));
    String verdict = "broken";
    try {
      run.play();
      verdict = CrashTable.Row.KEPT;
    } finally {
      ROWS.add(run.row(verdict));
      write();
    }
  }

  private static void write() throws IOException {
    Files.writeString(TABLE, new CrashTable(ROWS) + System.lineSeparator());
  }

  @AfterAll
  static void print() {
    System.out.println(new CrashTable(ROWS));
  }
}
