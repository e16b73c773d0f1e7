package io.runpod.kafka.sandbox.observe;

import java.util.ArrayList;
import java.util.List;

/** Which promises hold in which run. */
public final class Promises {
  private Promises() {}

  /** In every run, whatever happens to workers, brokers and the network. */
  public static List<Guarantee> always(InDoubt inDoubt) {
    return List.of(
        new NothingLost(),
        new NotSubmittedTwice(inDoubt),
        new EachRecordHasOneFate(inDoubt),
        new OneResultPerAttempt(),
        new StatusChainValid(),
        new ChunksGapFree(),
        new ChunksHonest(),
        new EventIdsUnique());
  }

  /** Where nothing is killed, clean stops and restarts included. */
  public static List<Guarantee> unharmed() {
    List<Guarantee> all = new ArrayList<>(always(InDoubt.none()));
    all.add(new NoChunkLost());
    all.add(QuotaKept.documented());
    return all;
  }
}
