package io.runpod.kafka.sandbox.observe;

import java.util.List;
import java.util.stream.Stream;

/** Which promises hold in which run. */
public final class Promises {
  private static final List<Guarantee> ALWAYS =
      List.of(
          new NothingLost(),
          new OneResultPerAttempt(),
          new StatusChainValid(),
          new ChunksGapFree(),
          new ChunksHonest(),
          new PartsWhole(),
          new OutputsTrue(),
          new EventIdsUnique());

  private Promises() {}

  /** Whatever is killed, on workers with exactly-once source support. */
  public static List<Guarantee> throughCrashes(InDoubt inDoubt) {
    return and(new NotSubmittedTwice(inDoubt), EachRecordHasOneFate.throughCrashes(inDoubt));
  }

  /** Where nothing is killed, clean stops and restarts included. */
  public static List<Guarantee> unharmed() {
    return and(
        new NotSubmittedTwice(InDoubt.none()),
        EachRecordHasOneFate.strictly(),
        new NoChunkLost(),
        QuotaKept.documented());
  }

  private static List<Guarantee> and(Guarantee... more) {
    return Stream.concat(ALWAYS.stream(), Stream.of(more)).toList();
  }
}
