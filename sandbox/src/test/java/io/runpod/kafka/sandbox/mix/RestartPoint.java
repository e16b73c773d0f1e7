package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.stack.LogTail;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Brings a worker that was killed to a station of its start: there it is killed again, or the other
 * one is. Owned by one thread.
 */
final class RestartPoint {
  private static final String JOINED = "Joined group";

  /**
   * What the log of a worker tells of every start, in this order; it always gets tasks, and they
   * may be of any kind.
   */
  private static final List<String> STATIONS =
      List.of(
          "Kafka Connect starting",
          "Worker started",
          JOINED,
          "Creating task",
          "Set up the value converter",
          "finished initialization and start");

  private final Load load;
  private final Cluster cluster;
  private final Random chance;

  RestartPoint(Load load, Cluster cluster, Random chance) {
    this.load = load;
    this.cluster = cluster;
    this.chance = chance;
  }

  /** Kills a worker, and aims at it on its way back. */
  Aim again(Duration patience) {
    int worker = chance.nextInt(cluster.workers());
    String station = STATIONS.get(chance.nextInt(STATIONS.size()));
    boolean met = isReached(worker, station, patience);
    return new Aim(worker, "at '" + station + "'", () -> met);
  }

  /** Kills a worker, and aims at another as that one joins again. */
  Aim other(Duration patience) {
    int worker = chance.nextInt(cluster.workers());
    boolean met = isReached(worker, JOINED, patience);
    return new Aim((worker + 1) % cluster.workers(), "as the other worker joins", () -> met);
  }

  private boolean isReached(int worker, String station, Duration patience) {
    cluster.kill(worker);
    LogTail log = cluster.log(worker);
    cluster.launch(worker);
    return load.standUntil(() -> log.has(station), patience);
  }
}
