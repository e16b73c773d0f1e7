package io.runpod.kafka.sandbox.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.FaultPlans;
import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.observe.Figures;
import io.runpod.kafka.sandbox.observe.Guarantee;
import io.runpod.kafka.sandbox.observe.Guarantees;
import io.runpod.kafka.sandbox.observe.InDoubt;
import io.runpod.kafka.sandbox.observe.Ledger;
import io.runpod.kafka.sandbox.observe.NothingLost;
import io.runpod.kafka.sandbox.observe.OneResultPerAttempt;
import io.runpod.kafka.sandbox.observe.Promises;
import io.runpod.kafka.sandbox.observe.Story;
import io.runpod.kafka.schema.EndpointHealth;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.Faults;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Commands, {@code /runsync} and {@code /health} while everything goes wrong that the simulator
 * knows, each fault at an endpoint of its own: every command is executed or refused, none that does
 * harm is repeated, every job comes to its true end.
 */
@Tag("chaos")
class CommandFaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(150);

  /** A minute with {@code -Dchaos}. */
  private static final Duration STORM = Duration.ofSeconds(Boolean.getBoolean("chaos") ? 60 : 12);

  /** Ten of them stay below the minute for which RunPod keeps a result of {@code /runsync}. */
  private static final Duration CLOCK_JUMP = Duration.ofSeconds(5);

  /** A call that was begun before the storm is answered by then, and its answer published. */
  private static final Duration LAST_ANSWER = Duration.ofSeconds(4);

  /** The same acts begin again and again while the storms last. */
  private static final int WAVES = Boolean.getBoolean("chaos") ? 12 : 4;

  private final Map<String, List<Fault>> lasting = FaultPlans.lasting(CLOCK_JUMP);
  private final Map<String, List<Fault>> storms = FaultPlans.storms();
  private final Map<String, SimulatedEndpoint> endpoints = new LinkedHashMap<>();
  private final FaultActs.Phase phase = new FaultActs.Phase();
  private Sandbox sandbox;
  private Stage stage;

  @Test
  void commandsAndHeldSubmitsKeepEveryPromiseWhateverGoesWrong() throws Exception {
    try (Sandbox started =
        Sandbox.builder().name("command-faults").endpoint(options("latency")).start()) {
      sandbox = started;
      Stream.of(lasting, storms).flatMap(plan -> plan.keySet().stream()).forEach(this::endpoint);
      try (Stage opened =
          new Stage(sandbox, endpoints.values().toArray(SimulatedEndpoint[]::new))) {
        stage = opened;
        List<ConnectorFile> connectors = connectors();
        for (ConnectorFile connector : connectors) {
          sandbox.create(connector, 1);
        }
        play();

        connectors.forEach(connector -> sandbox.connect().delete(connector.name()));
        await().atMost(PATIENCE).until(() -> sandbox.connect().names().isEmpty());
        Story story = stage.story();
        System.out.println(
            "command faults: %s, retries in doubt %d, purges told %d, refused %d"
                .formatted(
                    Figures.of(story),
                    stage.retriesInDoubt().size(),
                    stage.purges().size(),
                    stage.refusedPurges()));
        promises().requireOf(story);
      }
    }
  }

  private void play() {
    List<Act> before = new ArrayList<>(acts(FaultActs::before, endpoints.keySet()));
    goOnUntil(before, before::isEmpty);
    goOnUntil(before, () -> endpoints.values().stream().allMatch(CommandFaultsIT::hasCancelled));
    List<Act> all = new ArrayList<>();
    for (int i = 0; i < WAVES; i++) {
      int wave = i;
      endpoints.keySet().forEach(name -> all.addAll(new FaultActs(name, wave, phase).all()));
    }
    all.addAll(acts(FaultActs::purgeInTheStorm, storms.keySet()));
    List<Act> kinds = List.copyOf(all);
    goOnUntil(all, () -> phase.ready() == kinds.size());

    lasting.forEach((name, faults) -> faults.forEach(endpoints.get(name).faults()::add));
    storms.forEach((name, faults) -> faults.forEach(endpoints.get(name).faults()::add));
    Instant begun = Instant.now();
    for (int i = 1; i <= WAVES; i++) {
      phase.nextWave();
      Instant next = begun.plus(STORM.multipliedBy(i).dividedBy(WAVES));
      goOnUntil(all, () -> Instant.now().isAfter(next));
    }
    Instant ended = Instant.now();
    storms.keySet().forEach(name -> endpoints.get(name).faults().clear());
    phase.end();
    goOnUntil(all, all::isEmpty);
    List<Act> purges = new ArrayList<>(acts(FaultActs::purge, lasting.keySet()));
    goOnUntil(purges, purges::isEmpty);

    requireHits();
    requireNothingRead(begun.plus(LAST_ANSWER), ended);
    goOnUntil(purges, () -> haveReadings(ended));
    assertThat(pointless(kinds)).as("acts that never came to their point").isEmpty();
  }

  private static EndpointOptions options(String name) {
    // jobs that are to be cancelled keep theirs
    return EndpointOptions.named(name).workers(6 + 2 * WAVES);
  }

  private void endpoint(String name) {
    endpoints.put(
        name,
        name.equals(sandbox.endpoint().options().name())
            ? sandbox.endpoint()
            : sandbox.simulator().addEndpoint(options(name)));
  }

  private List<ConnectorFile> connectors() {
    sandbox.topics().create(Stage.JOBS, 2, Map.of());
    sandbox.topics().create(Stage.COMMANDS, 2, Map.of());
    return Stream.of("runpod-source.json", "runpod-sink-json.json", "runpod-commands.json")
        .map(sandbox::connector)
        .map(
            connector ->
                connector
                    .with("tasks.max", "1")
                    .with("runpod.endpoints", String.join(",", endpoints.keySet())))
        .map(CommandFaultsIT::inAHurry)
        .toList();
  }

  private static ConnectorFile inAHurry(ConnectorFile connector) {
    ConnectorFile file = connector;
    for (String operation :
        List.of(
            "run",
            "runsync",
            "status",
            "status-sync",
            "stream",
            "cancel",
            "retry",
            "purge-queue",
            "health")) {
      file = file.with("runpod.http." + operation + ".timeout.ms", "3000");
    }
    return connector.name().equals("runpod-source")
        ? file.with("runpod.health.interval.ms", "1000")
        : file;
  }

  private List<Act> acts(Function<FaultActs, Act> kind, Set<String> names) {
    return names.stream().map(name -> kind.apply(new FaultActs(name, 0, phase))).toList();
  }

  private void goOnUntil(List<Act> open, BooleanSupplier reached) {
    try {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                requireNoneFailed();
                stage.look();
                open.removeIf(act -> act.goOn(stage));
                return reached.getAsBoolean();
              });
    } catch (ConditionTimeoutException e) {
      Story story = stage.story();
      StringBuilder report = new StringBuilder();
      open.stream()
          .limit(5)
          .forEach(act -> report.append(act).append('\n').append(act.history(story)));
      throw new AssertionError("these never came to an end:\n" + report, e);
    }
  }

  // waiting for what a failed task should do would be in vain
  private void requireNoneFailed() {
    sandbox
        .connect()
        .names()
        .forEach(name -> assertThat(sandbox.connect().status(name).reason()).as(name).isEmpty());
  }

  private static boolean hasCancelled(SimulatedEndpoint endpoint) {
    return endpoint.requests().count(Operation.CANCEL) > 0;
  }

  private void requireHits() {
    lasting
        .keySet()
        .forEach(
            name ->
                assertThat(endpoints.get(name).faults().hits())
                    .as("faults on %s", name)
                    .extracting(Faults.Hits::count)
                    .anyMatch(count -> count > 0));
  }

  /** What no call can have read is not published. */
  private void requireNothingRead(Instant from, Instant to) {
    assertThat(stage.readings())
        .filteredOn(one -> storms.containsKey(one.getEndpointId()))
        .extracting(EndpointHealth::getObservedAt)
        .noneMatch(at -> at.isAfter(from) && at.isBefore(to));
  }

  private boolean haveReadings(Instant since) {
    return stage.readings().stream()
            .filter(one -> one.getObservedAt().isAfter(since))
            .map(EndpointHealth::getEndpointId)
            .distinct()
            .count()
        == endpoints.size();
  }

  private Set<String> pointless(List<Act> acts) {
    Set<String> names = new TreeSet<>();
    acts.forEach(act -> names.add(act.name()));
    acts.stream().filter(act -> act.madeItsPoint(stage)).map(Act::name).forEach(names::remove);
    return names;
  }

  private Guarantees promises() {
    List<Guarantee> promises =
        new ArrayList<>(Promises.throughCrashes(InDoubt.notIn(Ledger.accepted(sandbox.topics()))));
    promises.add(new CommandsNotRepeated(stage));
    // it may have been retried, but nobody knows: it is not followed any further
    Set<String> unknown = stage.retriesInDoubt();
    return new Guarantees(
        promises.stream()
            .map(
                one ->
                    one instanceof OneResultPerAttempt || one instanceof NothingLost
                        ? one.butForJobs(unknown)
                        : one)
            .toList());
  }
}
