package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.SandboxSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What the number of a crash run decides: the stack, and the points it is struck at.
 *
 * @param longOutage true if the broker that is taken away is the coordinator, for a minute
 */
record Seed(long number, boolean longOutage) {
  /** Points at which workers are killed, where no broker is lost; where one is, less may do. */
  private static final int STRIKES = 5;

  /** Processes killed in a run, or more. */
  private static final int KILLS = 5;

  /**
   * Where one is taken away: a single one that comes back loses transactions, docs/crash-runs.md.
   */
  private static final int BROKERS = 3;

  /** Three brokers take more of the machine than one: one seed in so many has them. */
  private static final int BROKERS_ONE_IN = 3;

  private static final String RUNTIME = "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.connect.";

  /** A run of at most 30 s. */
  static Seed of(long number) {
    return new Seed(number, false);
  }

  /** A longer one, with two workers. */
  static Seed withLongOutage() {
    return new Seed(5, true);
  }

  int workers() {
    return number % 2 == 0 ? 1 : 2;
  }

  int brokers() {
    return losesBroker() ? BROKERS : 1;
  }

  private boolean losesBroker() {
    return number % BROKERS_ONE_IN == 2;
  }

  /** True if records in doubt are parked, false if they are submitted again. */
  boolean parks() {
    return number / 2 % 2 == 1;
  }

  /** Seeds that follow each other meet all points in turn. */
  List<CrashPoint> plan(Random chance) {
    List<CrashPoint> plan = new ArrayList<>(ofBroker());
    int strikes = losesBroker() ? 0 : STRIKES;
    for (long next = number * STRIKES; plan.size() < strikes || kills(plan) < KILLS; next++) {
      CrashPoint point = inTurn(CrashPoint.OF_WORKERS, next);
      if (!plan.contains(point) && (point != CrashPoint.IN_REBALANCE || workers() > 1)) {
        plan.add(point);
      }
    }
    Collections.shuffle(plan, chance);
    return plan;
  }

  /**
   * The broker's point, and with it those at which two are killed: that makes four points, and with
   * three brokers more than that take longer than a run may.
   */
  private List<CrashPoint> ofBroker() {
    if (!losesBroker()) {
      return List.of();
    }
    if (longOutage) {
      return List.of(CrashPoint.COORDINATOR_AWAY);
    }
    CrashPoint broker = inTurn(CrashPoint.OF_BROKERS, number / BROKERS_ONE_IN);
    if (broker.kills() > 0) {
      return List.of(broker, CrashPoint.IN_RESTART);
    }
    // one worker alone has nobody to join
    return List.of(
        broker,
        CrashPoint.IN_RESTART,
        workers() == 1 ? CrashPoint.IN_RESTART : CrashPoint.IN_REBALANCE);
  }

  private static CrashPoint inTurn(List<CrashPoint> points, long number) {
    return points.get(Math.floorMod(number, points.size()));
  }

  private static int kills(List<CrashPoint> points) {
    return points.stream().mapToInt(CrashPoint::kills).sum();
  }

  /**
   * In ms. A transaction that is whole is over in a moment, unless its coordinator or a leader is
   * away; that of a task that was killed may stay open that long, where nobody ends it.
   */
  String transactionTimeout() {
    if (hasOwnOffsets()) {
      return "10000";
    }
    return losesBroker() ? "4500" : "2500";
  }

  /**
   * In ms. One of two workers is mostly back before its session is over, unless it waits for a
   * transaction: were it back just after that, the other one would have to give up tasks that it
   * has just begun to start, for which Connect waits 5 s.
   */
  private String workerSession() {
    return hasOwnOffsets() && workers() > 1 ? "2500" : "1500";
  }

  /**
   * True if the source's offsets are in a topic of their own. In that of the workers, as by
   * default, a worker that starts waits for any open transaction; in its own, a task that starts
   * ends the one its predecessor left.
   */
  boolean hasOwnOffsets() {
    return losesBroker() && !longOutage;
  }

  SandboxSettings stack() {
    return Sandbox.builder()
        .name("crash-" + number)
        .workers(workers())
        .brokers(brokers())
        .workerJvm(
            "-Xmx384m",
            RUNTIME + "runtime.Worker=info",
            RUNTIME + "runtime.WorkerSinkTask=info",
            RUNTIME + "runtime.AbstractWorkerSourceTask=info",
            RUNTIME + "runtime.distributed.DistributedHerder=info",
            RUNTIME + "runtime.Connect=info")
        // offsets are committed while work is in flight
        .worker("offset.flush.interval.ms", Long.toString(LedgerPoint.COMMITS.toMillis()))
        // all of our plugins have service files: a start need not look into every class
        .worker("plugin.discovery", "service_load")
        // by default a dead worker is missed after 10 s, and its open transaction ends after 60 s
        .worker("session.timeout.ms", workerSession())
        .worker("heartbeat.interval.ms", "400")
        .worker("rebalance.timeout.ms", "8000")
        .worker("producer.transaction.timeout.ms", transactionTimeout())
        .worker("consumer.session.timeout.ms", "1500")
        .worker("consumer.heartbeat.interval.ms", "400")
        // a broker that was killed may come back only when its session is over
        .broker("broker.session.timeout.ms", "1500")
        .broker("broker.heartbeat.interval.ms", "300")
        .broker("group.min.session.timeout.ms", "1000")
        // where the active controller is killed, the next one begins to count sessions only then
        .broker("controller.quorum.fetch.timeout.ms", "1000")
        .broker("controller.quorum.election.timeout.ms", "500")
        .broker("transaction.abort.timed.out.transaction.cleanup.interval.ms", "100")
        .endpoint(MixedRun.endpoint());
  }
}
