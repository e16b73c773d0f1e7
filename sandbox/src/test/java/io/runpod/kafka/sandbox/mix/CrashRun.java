package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.observe.Coordinates;
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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * One number, one running stack: a mixed load under which workers, and of every third number a
 * broker, are killed again and again, at points the number decides; then every promise is held
 * against what came of it. Owned by one thread.
 */
final class CrashRun {
  private final Seed seed;
  private final List<Hit> hits = new ArrayList<>();
  private Duration up = Duration.ZERO;
  private Duration time = Duration.ZERO;
  private Figures figures = new Figures(0, 0, 0, 0, 0, 0);
  private int parked;
  private final List<KafkaFault> restarts = new ArrayList<>();
  private final Laps laps = new Laps();

  CrashRun(Seed seed) {
    this.seed = seed;
  }

  /**
   * Runs it.
   *
   * @throws AssertionError with the histories of the jobs concerned if a promise is broken
   */
  void play() throws InterruptedException {
    try (Sandbox sandbox = seed.stack().start()) {
      up = laps.end("stack");
      play(sandbox);
    } finally {
      laps.end("to the end of the stack");
      System.out.printf("  seed %d: %s%n", seed.number(), laps);
    }
  }

  private void play(Sandbox sandbox) throws InterruptedException {
    Cluster cluster = new Cluster(sandbox, seed.workers());
    // not the numbers that shuffle the acts
    Random chance = new Random(~seed.number());
    try (MixedRun run =
        new MixedRun(
            sandbox,
            MixedConnectors.throughCrashes(sandbox, seed),
            Mix.soonOver(seed.number()),
            Load.AT_ONCE)) {
      run.start();
      up = up.plus(laps.end("connectors"));
      long started = System.nanoTime();
      Load load = new Load(run, cluster, seed.number());
      try (CrashPoints points = new CrashPoints(sandbox, load, cluster, chance, laps)) {
        for (CrashPoint point : seed.plan(chance)) {
          Hit hit = points.strike(point);
          hits.add(hit);
          System.out.printf(
              "  seed %d, %4.1f s: %s%n", seed.number(), (System.nanoTime() - started) / 1e9, hit);
        }
      }
      load.end();
      cluster.awaitAll();
      restarts.addAll(load.restarts());
      laps.end("to the end of the load");
      run.awaitDuplicates();
      laps.end("to the end of duplicates");
      Story story = run.finish();
      laps.end("to the end of the connectors");
      judge(
          run,
          story,
          Ledger.accepted(sandbox.topics()),
          Ledger.refusedRetries(sandbox.topics()),
          cluster);
      laps.end("to the verdict");
      time = Duration.ofNanos(System.nanoTime() - started);
    }
  }

  private void judge(
      MixedRun run,
      Story story,
      Set<String> ledger,
      Map<Coordinates, String> refused,
      Cluster cluster) {
    figures = Figures.of(story);
    parked =
        (int)
            story.produced().records().stream().filter(sent -> run.stage().isParked(sent)).count();
    List<Guarantee> promises =
        new ArrayList<>(
            seed.parks()
                ? Promises.throughCrashesParking(InDoubt.unknownTo(ledger), run.terms())
                : Promises.throughCrashes(
                    InDoubt.notIn(ledger).andKilled(cluster.kills()), run.terms()));
    promises.add(new CommandsDoneOnce(run.stage()));
    // it may have been retried, but nobody knows: it is not followed any further
    Set<String> unknown = run.stage().retriesInDoubt(refused);
    new Guarantees(promises.stream().map(one -> forgiving(one, unknown)).toList()).requireOf(story);
  }

  private static Guarantee forgiving(Guarantee guarantee, Set<String> jobs) {
    return guarantee instanceof OneResultPerAttempt || guarantee instanceof NothingLost
        ? guarantee.butForJobs(jobs)
        : guarantee;
  }

  /** What it came to, as a row of a table. */
  CrashTable.Row row(String verdict) {
    return new CrashTable.Row(
        seed.number(),
        seed.brokers(),
        seed.workers(),
        seed.parks(),
        List.copyOf(hits),
        figures,
        parked,
        List.copyOf(restarts),
        verdict,
        up,
        time);
  }
}
