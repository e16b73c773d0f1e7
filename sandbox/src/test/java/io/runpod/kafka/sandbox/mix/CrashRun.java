package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.SandboxSettings;
import io.runpod.kafka.sandbox.observe.Figures;
import io.runpod.kafka.sandbox.observe.Guarantee;
import io.runpod.kafka.sandbox.observe.Guarantees;
import io.runpod.kafka.sandbox.observe.InDoubt;
import io.runpod.kafka.sandbox.observe.Ledger;
import io.runpod.kafka.sandbox.observe.NothingLost;
import io.runpod.kafka.sandbox.observe.OneResultPerAttempt;
import io.runpod.kafka.sandbox.observe.Promises;
import io.runpod.kafka.sandbox.observe.Story;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One number, one running stack: a mixed load under which workers, and of every third number a
 * broker, are killed again and again, at points the number decides; then every promise is held
 * against what came of it. Owned by one thread.
 */
final class CrashRun {
  /** Times that workers are struck; some strikes kill twice. */
  static final int STRIKES = 5;

  /**
   * Where one is taken away: a single one that comes back loses transactions, docs/crash-runs.md.
   */
  private static final int BROKERS = 3;

  /** Three brokers take twice the time of one: one seed in so many has them. */
  private static final int BROKERS_ONE_IN = 3;

  private static final String RUNTIME = "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.connect.";

  private final long seed;
  private final int workers;
  private final boolean losesBroker;
  private final boolean parking;
  private final List<Hit> hits = new ArrayList<>();
  private Duration up = Duration.ZERO;
  private Duration time = Duration.ZERO;
  private Figures figures = new Figures(0, 0, 0, 0, 0, 0);
  private int parked;
  private final List<KafkaFault> restarts = new ArrayList<>();
  private final List<CrashPoint> points;
  private final Laps laps = new Laps();

  CrashRun(long seed) {
    this(seed, List.of());
  }

  CrashRun(long seed, List<CrashPoint> points) {
    this.points = points;
    this.seed = seed;
    this.workers = seed % 2 == 0 ? 1 : 2;
    this.losesBroker = seed % BROKERS_ONE_IN == 2;
    this.parking = seed / 2 % 2 == 1;
  }

  /**
   * Runs it.
   *
   * @throws AssertionError with the histories of the jobs concerned if a promise is broken
   */
  void play() throws InterruptedException {
    try (Sandbox sandbox = settings().start()) {
      up = laps.end("stack");
      play(sandbox);
    } finally {
      laps.end("to the end of the stack");
      System.out.printf("  seed %d: %s%n", seed, laps);
    }
  }

  private void play(Sandbox sandbox) throws InterruptedException {
    Cluster cluster = new Cluster(sandbox, workers);
    // not the numbers that shuffle the acts
    Random chance = new Random(~seed);
    try (MixedRun run =
        new MixedRun(
            sandbox,
            MixedConnectors.throughCrashes(
                sandbox, parking ? "park" : "resubmit", transactionTimeout()),
            Mix.soonOver(seed),
            Load.AT_ONCE)) {
      run.start();
      up = up.plus(laps.end("connectors"));
      long started = System.nanoTime();
      Load load = new Load(run, cluster, seed);
      try (CrashPoints points = new CrashPoints(sandbox, load, cluster, chance, laps)) {
        for (CrashPoint point : plan(chance)) {
          Hit hit = points.strike(point);
          hits.add(hit);
          System.out.printf(
              "  seed %d, %4.1f s: %s%n", seed, (System.nanoTime() - started) / 1e9, hit);
        }
      }
      load.end();
      cluster.awaitAll();
      restarts.addAll(load.restarts());
      laps.end("to the end of the load");
      run.awaitDuplicates();
      Story story = run.finish();
      laps.end("to the end of the connectors");
      judge(run, story, Ledger.accepted(sandbox.topics()), cluster);
      laps.end("to the verdict");
      time = Duration.ofNanos(System.nanoTime() - started);
    }
  }

  private void judge(MixedRun run, Story story, Set<String> ledger, Cluster cluster) {
    figures = Figures.of(story);
    parked =
        (int)
            story.produced().records().stream().filter(sent -> run.stage().isParked(sent)).count();
    List<Guarantee> promises =
        new ArrayList<>(
            parking
                ? Promises.throughCrashesParking(InDoubt.unknownTo(ledger), run.terms())
                : Promises.throughCrashes(
                    InDoubt.notIn(ledger).andKilled(cluster.kills()), run.terms()));
    promises.add(new CommandsDoneOnce(run.stage()));
    // it may have been retried, but nobody knows: it is not followed any further
    Set<String> unknown = run.stage().retriesInDoubt();
    new Guarantees(promises.stream().map(one -> forgiving(one, unknown)).toList()).requireOf(story);
  }

  private static Guarantee forgiving(Guarantee guarantee, Set<String> jobs) {
    return guarantee instanceof OneResultPerAttempt || guarantee instanceof NothingLost
        ? guarantee.butForJobs(jobs)
        : guarantee;
  }

  /** Seeds that follow each other meet all points in turn. */
  private List<CrashPoint> plan(Random chance) {
    if (!points.isEmpty()) {
      return points;
    }
    List<CrashPoint> all = CrashPoint.OF_WORKERS;
    List<CrashPoint> plan = new ArrayList<>();
    for (int strike = 0; strike < STRIKES; strike++) {
      CrashPoint point = all.get((int) Math.floorMod(seed * STRIKES + strike, all.size()));
      // one worker alone has nobody to join
      plan.add(point == CrashPoint.IN_REBALANCE && workers == 1 ? CrashPoint.ANY_MOMENT : point);
    }
    if (losesBroker) {
      List<CrashPoint> brokers = CrashPoint.OF_BROKERS;
      plan.add(brokers.get((int) Math.floorMod(seed / BROKERS_ONE_IN, brokers.size())));
    }
    Collections.shuffle(plan, chance);
    return plan;
  }

  /** What it came to, as a row of a table. */
  CrashTable.Row row(String verdict) {
    return new CrashTable.Row(
        seed,
        brokers(),
        workers,
        parking,
        List.copyOf(hits),
        figures,
        parked,
        restarts.size(),
        verdict,
        up,
        time);
  }

  private int brokers() {
    return losesBroker ? BROKERS : 1;
  }

  private SandboxSettings settings() {
    return Sandbox.builder()
        .name("crash-" + seed)
        .workers(workers)
        .brokers(brokers())
        .workerJvm(
            "-Xmx384m",
            RUNTIME + "runtime.Worker=info",
            RUNTIME + "runtime.WorkerSinkTask=info",
            RUNTIME + "runtime.AbstractWorkerSourceTask=info",
            RUNTIME + "runtime.distributed.DistributedHerder=info",
            RUNTIME + "runtime.Connect=info")
        // offsets are committed while work is in flight
        .worker("offset.flush.interval.ms", "500")
        // by default a dead worker is missed after 10 s, and its open transaction ends
        // after 60 s; the next worker cannot read the offsets topic to its end before
        .worker("session.timeout.ms", "2000")
        .worker("heartbeat.interval.ms", "600")
        .worker("rebalance.timeout.ms", "8000")
        .worker("producer.transaction.timeout.ms", transactionTimeout())
        .worker("consumer.session.timeout.ms", "2000")
        .worker("consumer.heartbeat.interval.ms", "600")
        // a broker that was killed may come back only when its session is over
        .broker("broker.session.timeout.ms", "1500")
        .broker("broker.heartbeat.interval.ms", "300")
        .broker("group.min.session.timeout.ms", "1000")
        .broker("transaction.abort.timed.out.transaction.cleanup.interval.ms", "100")
        .endpoint(MixedRun.endpoint());
  }

  /**
   * In ms. A worker that comes back waits that long for the open transaction of a task that was
   * killed; a transaction that is whole is over in a moment, unless its coordinator is away.
   */
  private String transactionTimeout() {
    return losesBroker ? "4500" : "2500";
  }
}
