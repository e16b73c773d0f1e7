package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.stack.Broker;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;

/** Takes one of several brokers away for a while, as the load goes on. Owned by one thread. */
final class BrokerPoint {
  /** Longer than a session of a broker, a worker or a consumer lasts. */
  private static final int AWAY_MS = 4000;

  private static final int MORE_MS = 1500;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** One in so many is away for a minute where tests may take their time. */
  private static final int LONG_ONE_IN = 3;

  private static final boolean LONG = Boolean.getBoolean("chaos");

  private final Sandbox sandbox;
  private final Load load;
  private final Random chance;

  BrokerPoint(Sandbox sandbox, Load load, Random chance) {
    this.sandbox = sandbox;
    this.load = load;
    this.chance = chance;
  }

  /** A broker to take away, from 0: the coordinator of the source's transactions, or any. */
  int choose() {
    return chance.nextBoolean() ? coordinator() : chance.nextInt(sandbox.brokers().size());
  }

  private int coordinator() {
    String id = "runpod-connect-" + MixedConnectors.SOURCE + "-" + chance.nextInt(2);
    try {
      return sandbox
              .topics()
              .admin()
              .describeTransactions(List.of(id))
              .description(id)
              .get()
              .coordinatorId()
          - 1;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the coordinator of " + id + " is not known", e);
    }
  }

  /** How long it is to stay away. */
  Duration away(CrashPoint point) {
    if (point != CrashPoint.BROKER_AWAY) {
      return Duration.ZERO;
    }
    return LONG && chance.nextInt(LONG_ONE_IN) == 0
        ? MINUTE
        : Duration.ofMillis(AWAY_MS + chance.nextInt(MORE_MS));
  }

  void strike(CrashPoint point, int number, Duration away) {
    Broker broker = sandbox.brokers().get(number);
    if (point == CrashPoint.BROKER_KILLED) {
      broker.kill();
    } else {
      broker.stop();
    }
    load.goOnFor(away);
    broker.start();
  }
}
