package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.observe.Ledger;
import io.runpod.kafka.sandbox.observe.SentRecord;
import io.runpod.kafka.simulator.JobState;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Brings a running load to a crash point and kills there, from outside: by answers the simulator
 * holds back, by what the ledger and the workers' logs say. Owned by one thread.
 */
final class CrashPoints implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_DELAY_MS = 1200;

  private final Sandbox sandbox;
  private final Load load;
  private final Cluster cluster;
  private final Random chance;
  private final TopicReader<byte[]> ledger;
  private final SubmitPoint submits;
  private final LedgerPoint entries;
  private final CommitPoint commits;
  private final CommandPoint commands;
  private final RestartPoint restarts;
  private final BrokerPoint brokers;
  private final Laps laps;

  CrashPoints(Sandbox sandbox, Load load, Cluster cluster, Random chance, Laps laps) {
    this.sandbox = sandbox;
    this.load = load;
    this.cluster = cluster;
    this.chance = chance;
    this.laps = laps;
    this.ledger = sandbox.topics().reader(Ledger.TOPIC, new ByteArrayDeserializer());
    this.submits = new SubmitPoint(sandbox, load, cluster, ledger, chance);
    this.entries = new LedgerPoint(load, cluster, ledger);
    this.commits = new CommitPoint(sandbox, load, cluster, ledger, chance);
    this.commands = new CommandPoint(sandbox, load, cluster, chance);
    this.restarts = new RestartPoint(load, cluster, chance);
    this.brokers = new BrokerPoint(sandbox, load, cluster, chance);
    submits.letPass();
  }

  /** Kills at that point and begins to start again what was killed. */
  Hit strike(CrashPoint point) {
    if (!point.needsWork()) {
      load.awaitProgress();
      laps.end("until work went on");
    }
    Hit hit =
        switch (point) {
          case BEFORE_POST -> kill(point, submits.before(PATIENCE));
          case AFTER_POST -> kill(point, submits.after(PATIENCE));
          case IN_LEDGER -> kill(point, entries.aim(PATIENCE));
          case BEFORE_COMMIT -> kill(point, commits.aim(PATIENCE));
          case IN_RESTART -> kill(point, restarts.again(PATIENCE));
          case IN_COMMAND -> kill(point, commands.aim(PATIENCE));
          case IN_REBALANCE -> kill(point, restarts.other(PATIENCE));
          case ANY_MOMENT -> kill(point, anyMoment());
          case BROKER, BROKER_AWAY, BROKER_KILLED, COORDINATOR_AWAY -> broker(point);
        };
    commands.release();
    submits.letPass();
    laps.end("to the points");
    return hit;
  }

  private Aim anyMoment() {
    int delay = chance.nextInt(MOST_DELAY_MS);
    load.goOnFor(Duration.ofMillis(delay));
    return new Aim(chance.nextInt(cluster.workers()), "after " + delay + " ms", () -> true);
  }

  private Hit broker(CrashPoint point) {
    load.goOnFor(Duration.ofMillis(chance.nextInt(MOST_DELAY_MS)));
    BrokerPoint.Chosen broker = brokers.choose(point);
    Duration away = brokers.away(point);
    Hit hit =
        hit(
            point,
            "broker %d (%s), away for %d ms"
                .formatted(broker.number() + 1, broker.what(), away.toMillis()));
    brokers.strike(point, broker.number(), away);
    return hit;
  }

  private Hit kill(CrashPoint point, Aim aim) {
    cluster.kill(aim.worker());
    Hit hit = hit(point, "worker %d, %s".formatted(aim.worker() + 1, aim.how()));
    boolean shown = aim.shown().getAsBoolean();
    cluster.launch(aim.worker());
    return shown ? hit : hit.missed();
  }

  private Hit hit(CrashPoint point, String how) {
    List<SentRecord> open = load.stage().open();
    Set<Integer> accepted = load.stage().accepted();
    long unaccepted = open.stream().filter(sent -> !accepted.contains(sent.number())).count();
    long running =
        sandbox.endpoint().jobs().stream()
            .filter(job -> job.status() == JobState.IN_PROGRESS)
            .count();
    return new Hit(point, true, how, open.size(), unaccepted, running);
  }

  @Override
  public void close() {
    ledger.close();
  }
}
