package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.Sandbox;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;

/** Takes one of several brokers away for a while, as the load goes on. Owned by one thread. */
final class BrokerPoint {
  /** Longer than a session of a broker, a worker or a consumer lasts. */
  private static final int AWAY_MS = 4000;

  private static final int MORE_MS = 1500;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Sandbox sandbox;
  private final Load load;
  private final Cluster cluster;
  private final Random chance;

  BrokerPoint(Sandbox sandbox, Load load, Cluster cluster, Random chance) {
    this.sandbox = sandbox;
    this.load = load;
    this.cluster = cluster;
    this.chance = chance;
  }

  /**
   * One to take away.
   *
   * @param number from 0
   * @param what it is
   */
  record Chosen(int number, String what) {}

  /** The coordinator of the source's transactions, the active controller, or any. */
  Chosen choose(CrashPoint point) {
    return switch (point == CrashPoint.COORDINATOR_AWAY ? 0 : chance.nextInt(3)) {
      case 0 -> new Chosen(coordinator(), "coordinator");
      case 1 -> new Chosen(controller(), "active controller");
      default -> new Chosen(chance.nextInt(sandbox.brokers().size()), "any");
    };
  }

  private int coordinator() {
    String id = "runpod-connect-" + MixedConnectors.SOURCE + "-" + chance.nextInt(2);
    Admin admin = sandbox.topics().admin();
    return number(
        admin.describeTransactions(List.of(id)).description(id), of -> of.coordinatorId());
  }

  private int controller() {
    return number(
        sandbox.topics().admin().describeMetadataQuorum().quorumInfo(), of -> of.leaderId());
  }

  private static <T> int number(KafkaFuture<T> asked, ToIntFunction<T> broker) {
    try {
      return broker.applyAsInt(asked.get()) - 1;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("which broker is in charge is not known", e);
    }
  }

  /** How long it is to stay away. */
  Duration away(CrashPoint point) {
    return switch (point) {
      case COORDINATOR_AWAY -> MINUTE;
      case BROKER_AWAY -> Duration.ofMillis(AWAY_MS + chance.nextInt(MORE_MS));
      default -> Duration.ZERO;
    };
  }

  void strike(CrashPoint point, int number, Duration away) {
    cluster.takeAway(number, point.kills() > 0);
    // to send or to look, as the load does, waits for the partitions' new leaders
    if (!away.isZero()) {
      load.goOnFor(away);
    }
    cluster.bringBack(number);
  }
}
