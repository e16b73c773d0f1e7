package io.runpod.kafka.sandbox.observe;

import java.util.List;
import java.util.stream.Stream;

/** Which promises hold in which run. */
public final class Promises {
  private Promises() {}

  /** Whatever is killed, on workers with exactly-once source support. */
  public static List<Guarantee> throughCrashes(InDoubt inDoubt) {
    return throughCrashes(inDoubt, Terms.none());
  }

  /** The same, where records asked for something of their own. */
  public static List<Guarantee> throughCrashes(InDoubt inDoubt, Terms terms) {
    return and(terms, new NotSubmittedTwice(inDoubt), EachRecordHasOneFate.throughCrashes(inDoubt));
  }

  /**
   * Whatever is killed, on workers without exactly-once: for a consumer that drops what has an
   * event ID it knows.
   */
  public static List<Guarantee> atLeastOnce(InDoubt inDoubt, Terms terms) {
    return List.of(
        new Deduplicated(new NothingLost()),
        new Deduplicated(new OneResultPerAttempt(terms.retried())),
        StatusChainValid.withRepeats(),
        new Deduplicated(ChunksGapFree.forEachReader()),
        new Deduplicated(new ChunksHonest()),
        new Deduplicated(new PartsWhole()),
        new Deduplicated(new OutputsTrue()),
        new Deduplicated(new MetricsTrue()),
        new Deduplicated(new EventIdsUnique()),
        new NotSubmittedTwice(inDoubt),
        EachRecordHasOneFate.throughCrashes(inDoubt));
  }

  /** The same where records in doubt are parked: then nothing at all is submitted twice. */
  public static List<Guarantee> throughCrashesParking(InDoubt inDoubt, Terms terms) {
    return and(terms, new NotSubmittedTwice(InDoubt.none()), EachRecordHasOneFate.parking(inDoubt));
  }

  /** Where nothing is killed, clean stops and restarts included. */
  public static List<Guarantee> unharmed() {
    return unharmed(Terms.none());
  }

  /** The same, where records asked for something of their own. */
  public static List<Guarantee> unharmed(Terms terms) {
    return and(
        terms,
        new NotSubmittedTwice(InDoubt.none()),
        EachRecordHasOneFate.strictly(),
        new NoChunkLost(terms.unheard()),
        QuotaKept.documented());
  }

  private static List<Guarantee> and(Terms terms, Guarantee... more) {
    List<Guarantee> always =
        List.of(
            new NothingLost(),
            new OneResultPerAttempt(terms.retried()),
            new StatusChainValid(),
            new ChunksGapFree(),
            new ChunksHonest(),
            new PartsWhole(),
            new OutputsTrue(),
            new MetricsTrue(),
            new EventIdsUnique());
    return Stream.concat(always.stream(), Stream.of(more)).toList();
  }
}
