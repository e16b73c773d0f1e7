package io.runpod.kafka.sandbox.mix;

import static java.util.stream.Collectors.joining;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.SinkGroup;
import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.observe.Ledger;
import io.runpod.kafka.sandbox.observe.QueueDepth;
import io.runpod.kafka.sandbox.observe.Story;
import io.runpod.kafka.sandbox.observe.Terms;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Limits;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import io.runpod.kafka.simulator.Timing;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/**
 * All operations at once on one stack: hundreds of acts, begun in the order of a seed, until
 * everything has come to its end. Owned by one thread.
 */
final class MixedRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Where jobs go that ask for nothing else. */
  static final String ENDPOINT = "mixed";

  /** Where jobs go that ask for it. */
  static final String OTHER = "other";

  /** Where no more than {@link #MOST_QUEUED} jobs are to wait. */
  static final String NARROW = "narrow";

  static final int MOST_QUEUED = 8;

  /** Where nobody works. */
  static final String CLOSED = "closed";

  /** Acts that go on at the same time: more than there are workers, so that a queue forms. */
  static final int CROWDED = 90;

  private static final int WORKERS = 12;
  private static final int PARTITIONS = 4;

  private final Sandbox sandbox;
  private final Stage stage;
  private final SimulatedEndpoint narrow;
  private final List<ConnectorFile> connectors;
  private final List<Act> acts;
  private final Deque<Act> waiting;
  private final List<Act> open = new ArrayList<>();

  private final int atOnce;

  MixedRun(Sandbox sandbox, List<Act> acts, int atOnce) {
    this(sandbox, MixedConnectors.of(sandbox), acts, atOnce);
  }

  /** The same with other connectors. */
  MixedRun(Sandbox sandbox, List<ConnectorFile> connectors, List<Act> acts, int atOnce) {
    this.sandbox = sandbox;
    this.narrow = endpoint(sandbox, NARROW, 2);
    this.stage =
        new Stage(
            sandbox,
            sandbox.endpoint(),
            endpoint(sandbox, OTHER, 4),
            narrow,
            endpoint(sandbox, CLOSED, 0));
    this.connectors = connectors;
    this.acts = new ArrayList<>(acts);
    this.atOnce = atOnce;
    this.waiting = new ArrayDeque<>(acts);
  }

  private static SimulatedEndpoint endpoint(Sandbox sandbox, String name, int workers) {
    return sandbox.simulator().addEndpoint(EndpointOptions.named(name).workers(workers));
  }

  /** RunPod's documented limits; a worker that falls silent is given up on after a second. */
  static EndpointOptions endpoint() {
    return EndpointOptions.named(ENDPOINT)
        .workers(WORKERS)
        .limits(Limits.documented())
        .time(Timing.LOST_AFTER, Duration.ofSeconds(1));
  }

  void start() throws InterruptedException {
    sandbox.topics().create(Stage.JOBS, PARTITIONS, Map.of());
    for (String topic : List.of(Stage.ENVELOPES, Stage.COMMANDS, Stage.CARE)) {
      sandbox.topics().create(topic, 2, Map.of());
    }
    for (ConnectorFile connector : connectors) {
      int tasks = Integer.parseInt(connector.config().get("tasks.max"));
      sandbox.create(connector, tasks);
      if (connector.config().containsKey("topics")) {
        // a record that is dead-lettered while its group still settles may be dead-lettered again
        SinkGroup.awaitSettled(sandbox, connector.name(), tasks);
      }
    }
  }

  /** Plays all acts to their end. */
  void play() {
    try {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                connectors.forEach(this::requireNotFailed);
                goOn();
                return isOver();
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("these never came to an end:%n%s".formatted(unfinished()), e);
    }
  }

  /** Stops the connectors in order, and returns what happened. */
  Story finish() {
    connectors.forEach(connector -> sandbox.connect().delete(connector.name()));
    await().atMost(PATIENCE).until(() -> sandbox.connect().names().isEmpty());
    return stage.story();
  }

  boolean isOver() {
    return open.isEmpty() && waiting.isEmpty();
  }

  /** Results told so far. */
  int results() {
    return stage.results();
  }

  Stage stage() {
    return stage;
  }

  /** Begins an act ahead of those that wait. */
  void begin(Act act) {
    acts.add(act);
    open.add(act);
  }

  /** Adds an act behind those that wait. */
  void add(Act act) {
    acts.add(act);
    waiting.add(act);
  }

  /** Begins no more acts. */
  void end() {
    waiting.clear();
  }

  int waiting() {
    return waiting.size();
  }

  /** Begins what can be begun, and goes on with what was. */
  void goOn() {
    while (open.size() < atOnce && !waiting.isEmpty() && open.stream().noneMatch(Act::isAlone)) {
      open.add(waiting.poll());
    }
    stage.look();
    open.removeIf(act -> act.goOn(stage));
  }

  // waiting for what a failed task should do would be in vain
  private void requireNotFailed(ConnectorFile connector) {
    String reason = sandbox.connect().status(connector.name()).reason();
    if (!reason.isEmpty()) {
      throw new AssertionError(connector.name() + ": " + reason);
    }
  }

  /** The histories of some acts that are not over. */
  String unfinished() {
    Story story = stage.story();
    return open.stream().limit(5).map(act -> act + "\n" + act.history(story)).collect(joining());
  }

  /** Waits for the results of those jobs in the ledger that are over and that no act asks after. */
  void awaitDuplicates() {
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              Story story = stage.story();
              return Ledger.accepted(sandbox.topics()).stream()
                  .filter(job -> story.truth().hasEnded(job))
                  .noneMatch(job -> story.outputs().results(job).isEmpty());
            });
  }

  /** Kinds of acts none of which came to what it is there for. */
  Set<String> pointless() {
    Set<String> all = acts.stream().map(Act::name).collect(Collectors.toSet());
    acts.stream().filter(act -> act.madeItsPoint(stage)).map(Act::name).forEach(all::remove);
    return all;
  }

  /** How many jobs each purge removed, as it was told. */
  List<Long> purges() {
    return stage.purges();
  }

  /** What the records of the run asked for that changes what is told of their jobs. */
  Terms terms() {
    return new Terms(numbers(Act::isRetriedByItself), numbers(Act::isUnheard));
  }

  private Set<Integer> numbers(Predicate<Act> which) {
    return acts.stream()
        .filter(Act::hasSent)
        .filter(which)
        .map(Act::number)
        .collect(Collectors.toSet());
  }

  /** Most jobs that waited at once where there is a bound. */
  int deepestQueue() {
    return QueueDepth.deepest(narrow.jobs());
  }

  @Override
  public void close() {
    stage.close();
  }
}
