package io.runpod.kafka.sandbox.mix;

import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.SandboxSettings;
import io.runpod.kafka.sandbox.observe.Figures;
import io.runpod.kafka.sandbox.observe.Guarantees;
import io.runpod.kafka.sandbox.observe.InDoubt;
import io.runpod.kafka.sandbox.observe.Ledger;
import io.runpod.kafka.sandbox.observe.Promises;
import io.runpod.kafka.sandbox.observe.Story;
import java.time.Duration;
import java.util.Random;

/**
 * One number, one running stack: a mixed load while the worker is killed again and again, at
 * moments the number decides, its restart included; then every promise is held against what came of
 * it.
 */
final class CrashRun {
  static final int KILLS = 5;

  /** Few acts at a time, so that there is work behind each kill. */
  private static final int AT_ONCE = 30;

  private static final int LEAST_LIFE_MS = 2500;
  private static final int MOST_LIFE_MS = 6500;

  private final long seed;
  private final Random chance;

  CrashRun(long seed) {
    this.seed = seed;
    // not the numbers that shuffle the acts
    this.chance = new Random(~seed);
  }

  /**
   * Runs it.
   *
   * @throws AssertionError with the histories of the jobs concerned if a promise is broken
   */
  Figures play() throws InterruptedException {
    try (Sandbox sandbox = settings("crash-" + seed).start();
        MixedRun run = new MixedRun(sandbox, Mix.throughKills(seed), AT_ONCE)) {
      run.start();
      for (int kill = 0; kill < KILLS; kill++) {
        goOnFor(
            run, Duration.ofMillis(LEAST_LIFE_MS + chance.nextInt(MOST_LIFE_MS - LEAST_LIFE_MS)));
        sandbox.killWorker(0);
        sandbox.launchWorker(0);
      }
      sandbox.awaitWorker(0);
      run.play();
      run.awaitDuplicates();
      Story story = run.finish();
      InDoubt lostAcceptances = InDoubt.notIn(Ledger.accepted(sandbox.topics()));
      new Guarantees(Promises.throughCrashes(lostAcceptances, run.terms())).requireOf(story);
      return Figures.of(story);
    }
  }

  /** Time is what a kill depends on here: that much of it passes while the load goes on. */
  private static void goOnFor(MixedRun run, Duration life) {
    long end = System.nanoTime() + life.toNanos();
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              run.goOn();
              return System.nanoTime() > end;
            });
  }

  private static SandboxSettings settings(String name) {
    return Sandbox.builder()
        .name(name)
        .workerInChild()
        .webhooks()
        // by default a dead worker is missed after 10 s, and its open transaction ends
        // after 60 s; the next worker cannot read the offsets topic to its end before
        .worker("session.timeout.ms", "6000")
        .worker("heartbeat.interval.ms", "2000")
        .worker("producer.transaction.timeout.ms", "8000")
        .worker("consumer.session.timeout.ms", "6000")
        .worker("consumer.heartbeat.interval.ms", "2000")
        .broker("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000")
        .endpoint(MixedRun.endpoint());
  }
}
