package io.runpod.kafka.sandbox.mix;

import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.ConnectorStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;

/** The load of a crash run: acts for as long as it is asked to go on. Owned by one thread. */
final class Load {
  /** Few acts at a time, so that there is work behind each kill. */
  static final int AT_ONCE = 24;

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration POLL = Duration.ofMillis(10);
  private static final Duration QUICK = Duration.ofMillis(1);
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  /** A task goes by as failed for a while after it was told to start again. */
  private static final long AGAIN_NANOS = Duration.ofSeconds(4).toNanos();

  private static final List<String> CONNECTORS =
      List.of(MixedConnectors.SOURCE, MixedConnectors.JOBS, MixedConnectors.COMMANDS);

  private final MixedRun run;
  private final Cluster cluster;
  private final Random seeds;
  private final List<KafkaFault> restarts = new ArrayList<>();
  private final Map<String, Long> restarted = new HashMap<>();
  private boolean ending;
  private long looked = System.nanoTime();

  Load(MixedRun run, Cluster cluster, long seed) {
    this.run = run;
    this.cluster = cluster;
    this.seeds = new Random(seed);
  }

  Stage stage() {
    return run.stage();
  }

  /** Begins an act at once. */
  void begin(Act act) {
    run.begin(act);
  }

  /**
   * Goes on until something is so.
   *
   * @return false if it is not within that time
   */
  boolean goOnUntil(BooleanSupplier reached, Duration patience) {
    try {
      await()
          // by a thread of its own, the last look would be broken off, in the middle of sending
          .pollInSameThread()
          .atMost(patience)
          .pollInterval(POLL)
          .pollDelay(Duration.ZERO)
          .until(
              () -> {
                goOn();
                return reached.getAsBoolean();
              });
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  /**
   * Does nothing until something is so, and sees that at once.
   *
   * @return false if it is not within that time
   */
  boolean standUntil(BooleanSupplier reached, Duration patience) {
    try {
      await()
          .atMost(patience)
          .pollDelay(Duration.ZERO)
          .pollInterval(QUICK)
          .until(reached::getAsBoolean);
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  /** Goes on for that long. */
  void goOnFor(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    goOnUntil(() -> System.nanoTime() > end, time.plus(PATIENCE));
  }

  /**
   * Sends a job, and goes on until one that was sent from now on has come to its end: everything
   * works again.
   */
  void awaitProgress() {
    int next = stage().sent();
    begin(HandlerActs.brief("another one", seeds));
    if (!goOnUntil(() -> stage().hasResultSince(next), PATIENCE)) {
      throw new AssertionError("nothing goes on any more");
    }
  }

  /**
   * Begins one job more, and goes on until that and all that was begun before is over: everything
   * works again.
   */
  void end() {
    ending = true;
    run.end();
    begin(HandlerActs.brief("the last one", seeds));
    if (!goOnUntil(run::isOver, PATIENCE.multipliedBy(2))) {
      throw new AssertionError("these never came to an end:\n" + run.unfinished());
    }
  }

  private void goOn() {
    if (!ending && run.waiting() < AT_ONCE) {
      Mix.soonOver(seeds.nextLong()).forEach(run::add);
    }
    run.goOn();
    if (System.nanoTime() - looked > LOOK_NANOS) {
      looked = System.nanoTime();
      lookAfterFailures();
    }
  }

  private void lookAfterFailures() {
    for (String connector : CONNECTORS) {
      String failure = cluster.status(connector).map(ConnectorStatus::failure).orElse("");
      if (!failure.isEmpty()) {
        KafkaFault fault =
            fault(failure).orElseThrow(() -> new AssertionError(connector + ": " + failure));
        if (isDue(connector) && cluster.restartFailed(connector)) {
          restarts.add(fault);
          restarted.put(connector, System.nanoTime());
        }
      }
    }
  }

  private Optional<KafkaFault> fault(String failure) {
    return cluster.hasLackedBroker() ? KafkaFault.ofOutage(failure) : KafkaFault.of(failure);
  }

  private boolean isDue(String connector) {
    Long last = restarted.get(connector);
    return last == null || System.nanoTime() - last > AGAIN_NANOS;
  }

  /** Why tasks had to be started again. */
  List<KafkaFault> restarts() {
    return List.copyOf(restarts);
  }
}
