package io.runpod.kafka.sandbox.mix;

import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.observe.Coordinates;
import io.runpod.kafka.sandbox.observe.Ledger;
import io.runpod.kafka.sandbox.observe.SentRecord;
import io.runpod.kafka.sandbox.stack.LogTail;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.JobState;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Brings a running load to a crash point and kills there, from outside: by answers the simulator
 * holds back, by what the ledger and the workers' logs say. Owned by one thread.
 */
final class CrashPoints implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration HELD = Duration.ofSeconds(4);
  private static final Duration QUICK = Duration.ofMillis(1);
  private static final Duration NEXT = Duration.ofMillis(50);
  private static final int LOOKS = 6;

  /** Stations of a worker's start, as its log tells them. */
  private static final List<String> STATIONS =
      List.of(
          "Kafka Connect starting",
          "Worker started",
          "Joined group",
          "Creating task",
          "Executing s",
          "finished initialization and start");

  private static final int MOST_DELAY_MS = 1200;

  /** As if RunPod were some way off, so that submits are in flight at any moment. */
  private static final Duration WAY = Duration.ofMillis(40);

  private final Sandbox sandbox;
  private final Load load;
  private final Cluster cluster;
  private final Random chance;
  private final SimulatedEndpoint endpoint;
  private final TopicReader<byte[]> ledger;
  private final CommandPoint commands;
  private final CommitPoint commits;
  private final BrokerPoint brokers;
  private final Laps laps;

  CrashPoints(Sandbox sandbox, Load load, Cluster cluster, Random chance, Laps laps) {
    this.sandbox = sandbox;
    this.load = load;
    this.cluster = cluster;
    this.chance = chance;
    this.laps = laps;
    this.endpoint = sandbox.endpoint();
    this.ledger = sandbox.topics().reader(Ledger.TOPIC, new ByteArrayDeserializer());
    this.commands = new CommandPoint(sandbox, load, chance);
    this.commits = new CommitPoint(sandbox, load, cluster, ledger, chance);
    this.brokers = new BrokerPoint(sandbox, load, chance);
    wayBack();
  }

  /** Kills at that point and begins to start again what was killed. */
  Hit strike(CrashPoint point) {
    if (!point.needsWork()) {
      load.awaitProgress();
      laps.end("until work went on");
    }
    Hit hit =
        switch (point) {
          case BEFORE_POST -> beforePost();
          case AFTER_POST -> afterPost();
          case IN_LEDGER -> inLedger();
          case BEFORE_COMMIT -> beforeCommit();
          case IN_RESTART -> inRestart();
          case IN_COMMAND -> inCommand();
          case IN_REBALANCE -> inRebalance();
          case ANY_MOMENT -> anyMoment();
          case BROKER, BROKER_AWAY, BROKER_KILLED -> broker(point);
        };
    wayBack();
    laps.end("to the points");
    return hit;
  }

  private void wayBack() {
    endpoint.faults().clear();
    endpoint.faults().add(Fault.on(Operation.RUN, Operation.RUNSYNC).latency(WAY));
  }

  private Hit beforePost() {
    int most = 1 + chance.nextInt(4);
    Fault submits = Fault.on(Operation.RUN, Operation.RUNSYNC).times(most);
    endpoint.faults().clear();
    endpoint.faults().add(submits.latency(HELD));
    endpoint.faults().add(submits.cutConnection());
    boolean met = load.goOnUntil(() -> held(endpoint) > 0, PATIENCE);
    int held = held(endpoint);
    return kill(
        CrashPoint.BEFORE_POST, chance.nextInt(cluster.workers()), met, held + " submits held");
  }

  private Hit afterPost() {
    Map<Integer, Integer> workers = cluster.ofJobs();
    endpoint.faults().clear();
    endpoint.faults().add(Fault.on(Operation.RUN).answerAfter(HELD));
    // those that were on their way are answered at once
    load.goOnFor(WAY.multipliedBy(3));
    Set<String> before = ids();
    int wanted = before.size() + 1 + chance.nextInt(3);
    load.goOnUntil(() -> ids().size() >= wanted, PATIENCE);
    Optional<JobTruth> accepted =
        endpoint.jobs().stream()
            .filter(job -> !before.contains(job.id()) && !job.id().startsWith("sync-"))
            .reduce((first, last) -> last);
    int worker =
        accepted
            .flatMap(load.stage()::recordOf)
            .map(sent -> workers.get(sent.at().partition()))
            .orElse(0);
    return kill(
        CrashPoint.AFTER_POST,
        worker,
        () -> accepted.isPresent() && !keys().contains(accepted.get().id()),
        "accepted " + accepted.map(JobTruth::id).orElse("nothing"));
  }

  private Hit inLedger() {
    Map<Integer, Integer> workers = cluster.ofJobs();
    List<Coordinates> seen = new ArrayList<>();
    ledger.toEnd();
    // between two looks of the load: an offset is committed soon
    load.goOnUntil(() -> IntStream.range(0, LOOKS).anyMatch(look -> submitted(seen)), PATIENCE);
    Optional<Coordinates> entry = last(seen);
    int worker = entry.map(at -> workers.get(at.partition())).orElse(0);
    return kill(
        CrashPoint.IN_LEDGER,
        worker,
        () -> entry.filter(at -> committed(at) <= at.offset()).isPresent(),
        "record " + entry.map(Coordinates::toString).orElse("none"));
  }

  private boolean submitted(List<Coordinates> seen) {
    ledger.next(NEXT).stream()
        .filter(entry -> Ledger.kind(entry).equals("submitted"))
        .map(Ledger::request)
        .filter(at -> at.topic().equals(Stage.JOBS))
        .forEach(seen::add);
    return last(seen).filter(at -> committed(at) <= at.offset()).isPresent();
  }

  private static Optional<Coordinates> last(List<Coordinates> seen) {
    return seen.stream().reduce((first, last) -> last);
  }

  private long committed(Coordinates at) {
    try {
      return Optional.ofNullable(
              sandbox
                  .topics()
                  .admin()
                  .listConsumerGroupOffsets("connect-" + MixedConnectors.JOBS)
                  .partitionsToOffsetAndMetadata()
                  .get()
                  .get(new TopicPartition(at.topic(), at.partition())))
          .map(found -> found.offset())
          .orElse(0L);
    } catch (Exception e) {
      throw new IllegalStateException("the sink's offsets are not known", e);
    }
  }

  private Hit beforeCommit() {
    Optional<Integer> worker = commits.awaitRunning(PATIENCE);
    boolean ended = worker.isPresent() && quickly(commits::hasEnded);
    return kill(
        CrashPoint.BEFORE_COMMIT,
        worker.orElse(0),
        () -> ended && !commits.isCommitted(),
        commits.toString());
  }

  private Hit inRestart() {
    int worker = chance.nextInt(cluster.workers());
    String station = STATIONS.get(chance.nextInt(STATIONS.size()));
    LogTail log = cluster.log(worker);
    cluster.kill(worker);
    cluster.launch(worker);
    boolean met = quickly(() -> log.has(station));
    return kill(CrashPoint.IN_RESTART, worker, met, "at '" + station + "'").with(1);
  }

  private Hit inRebalance() {
    int worker = chance.nextInt(cluster.workers());
    LogTail log = cluster.log(worker);
    cluster.kill(worker);
    cluster.launch(worker);
    boolean met = quickly(() -> log.has("Joined group"));
    int other = (worker + 1) % cluster.workers();
    return kill(CrashPoint.IN_REBALANCE, other, met, "as the other worker joins").with(1);
  }

  private Hit inCommand() {
    boolean met = commands.hold(PATIENCE);
    int worker = cluster.of(MixedConnectors.COMMANDS, 0);
    Hit hit = kill(CrashPoint.IN_COMMAND, worker, met, commands.held());
    commands.release();
    return hit;
  }

  private Hit anyMoment() {
    int delay = chance.nextInt(MOST_DELAY_MS);
    load.goOnFor(Duration.ofMillis(delay));
    return kill(
        CrashPoint.ANY_MOMENT, chance.nextInt(cluster.workers()), true, "after " + delay + " ms");
  }

  private Hit broker(CrashPoint point) {
    load.goOnFor(Duration.ofMillis(chance.nextInt(MOST_DELAY_MS)));
    int number = brokers.choose();
    Duration away = brokers.away(point);
    Hit hit = hit(point, "broker %d, away for %d ms".formatted(number + 1, away.toMillis()));
    brokers.strike(point, number, away);
    return hit;
  }

  private Hit kill(CrashPoint point, int worker, boolean met, String how) {
    return kill(point, worker, () -> met, how);
  }

  private Hit kill(CrashPoint point, int worker, BooleanSupplier met, String how) {
    cluster.kill(worker);
    Hit hit = hit(point, "worker %d, %s".formatted(worker + 1, how));
    boolean shown = met.getAsBoolean();
    cluster.launch(worker);
    return shown ? hit : hit.missed();
  }

  private Hit hit(CrashPoint point, String how) {
    List<SentRecord> open = load.stage().open();
    Set<Integer> accepted = load.stage().accepted();
    long unaccepted = open.stream().filter(sent -> !accepted.contains(sent.number())).count();
    long running =
        endpoint.jobs().stream().filter(job -> job.status() == JobState.IN_PROGRESS).count();
    boolean ended = point == CrashPoint.BROKER || point == CrashPoint.BROKER_AWAY;
    return new Hit(point, ended ? 0 : 1, true, how, open.size(), unaccepted, running);
  }

  private boolean quickly(BooleanSupplier reached) {
    try {
      await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(QUICK)
          .until(reached::getAsBoolean);
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  private static int held(SimulatedEndpoint endpoint) {
    return endpoint.faults().hits().get(0).count();
  }

  private Set<String> ids() {
    return endpoint.jobs().stream().map(JobTruth::id).collect(Collectors.toSet());
  }

  private Set<String> keys() {
    Set<String> keys = new HashSet<>();
    ledger.toEnd().forEach(entry -> keys.add(entry.key()));
    return keys;
  }

  @Override
  public void close() {
    ledger.close();
  }
}
