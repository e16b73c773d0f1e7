package io.runpod.kafka.sandbox.graceful;

import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.ConnectRefused;
import io.runpod.kafka.sandbox.client.ConnectRest;
import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.client.ConnectorStatus;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.sandbox.mix.KafkaFault;
import io.runpod.kafka.sandbox.observe.Consumed;
import io.runpod.kafka.sandbox.observe.DeadLetter;
import io.runpod.kafka.sandbox.observe.Produced;
import io.runpod.kafka.sandbox.observe.Story;
import io.runpod.kafka.sandbox.observe.Truth;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.Limits;
import io.runpod.kafka.simulator.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Two workers, a sink for each way to deal with doubt, a source, and a steady load: while it goes
 * on, workers are restarted in order and connectors changed. Owned by one thread.
 */
final class GracefulRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String JOBS = "runpod.jobs";
  private static final String PARKED = "runpod.jobs.parked";
  private static final int PARTITIONS = 4;
  private static final int TASKS = 2;

  /** So many results must come between one disturbance and the next: all is at work again. */
  private static final int RESULTS_BETWEEN = 20;

  /** Answers of RunPod take that long, so that there always are some to come. */
  private static final Duration ANSWER = Duration.ofMillis(80);

  private final Sandbox sandbox;
  private final ConnectorFile source;
  private final List<ConnectorFile> sinks;
  private final Map<String, ConnectorFile> now = new LinkedHashMap<>();
  private final SteadyLoad load;
  private final Consumed consumed;
  private final List<KafkaFault> restarts = new ArrayList<>();
  private int askedWorker;

  GracefulRun(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.source = sandbox.connector("runpod-source.json");
    ConnectorFile jobs = sandbox.connector("runpod-sink-json.json");
    this.sinks =
        List.of(
            jobs,
            jobs.named("runpod-sink-parking")
                .with("topics", PARKED)
                .with("runpod.submit.in.doubt", "park"));
    this.load = new SteadyLoad(sandbox.topics(), List.of(JOBS, PARKED));
    this.consumed = new Consumed(sandbox.topics());
  }

  static EndpointOptions endpoint() {
    return EndpointOptions.named("graceful").workers(30).limits(Limits.documented());
  }

  void start() throws InterruptedException {
    for (String topic : List.of(JOBS, PARKED)) {
      sandbox.topics().create(topic, PARTITIONS, Map.of());
    }
    sandbox.endpoint().faults().add(Fault.on(Operation.RUN).answerAfter(ANSWER));
    for (ConnectorFile connector : all()) {
      sandbox.create(connector, TASKS);
      now.put(connector.name(), connector);
    }
    sandbox.workers().add();
    load.start();
    awaitWork();
  }

  /** Stops a worker in order, lets the other do the work for a while, and starts it again. */
  void restartWorker(int worker) throws InterruptedException {
    askedWorker = 1 - worker;
    sandbox.workers().stop(worker);
    awaitWork();
    sandbox.workers().start(worker);
    awaitBothWorkers();
    awaitWork();
  }

  void make(Change change) {
    change.make(this);
    awaitWork();
  }

  /** Why tasks had to be started again by hand. */
  List<KafkaFault> restarts() {
    return List.copyOf(restarts);
  }

  List<ConnectorFile> sinks() {
    return sinks;
  }

  List<ConnectorFile> source() {
    return List.of(source);
  }

  private List<ConnectorFile> all() {
    return List.of(source, sinks.get(0), sinks.get(1));
  }

  void tasks(List<ConnectorFile> connectors, int count) {
    with(connectors, "tasks.max", Integer.toString(count));
    connectors.forEach(
        one -> await().atMost(PATIENCE).until(() -> status(one).tasks().size() == count));
  }

  void with(List<ConnectorFile> connectors, String key, String value) {
    connectors.forEach(one -> put(now.get(one.name()).with(key, value)));
  }

  void asItWas() {
    all().forEach(this::put);
  }

  private void put(ConnectorFile connector) {
    now.put(connector.name(), connector);
    rest().put(connector.name(), connector.config());
  }

  void restart(List<ConnectorFile> connectors) {
    connectors.forEach(one -> rest().restart(one.name()));
  }

  void pauseForAWhile(List<ConnectorFile> connectors) {
    connectors.forEach(one -> rest().pause(one.name()));
    connectors.forEach(one -> awaitState(one, "PAUSED"));
    awaitLoad();
    connectors.forEach(one -> rest().resume(one.name()));
  }

  void stopForAWhile(List<ConnectorFile> connectors) {
    connectors.forEach(one -> rest().stop(one.name()));
    connectors.forEach(one -> awaitState(one, "STOPPED"));
    awaitLoad();
    connectors.forEach(one -> rest().resume(one.name()));
  }

  void recreate(List<ConnectorFile> connectors) {
    connectors.forEach(one -> rest().delete(one.name()));
    connectors.forEach(
        one -> await().atMost(PATIENCE).until(() -> !rest().names().contains(one.name())));
    awaitLoad();
    connectors.forEach(one -> put(now.get(one.name())));
  }

  private void awaitState(ConnectorFile connector, String state) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              if (hasFailed(connector)) {
                return false;
              }
              ConnectorStatus status = status(connector);
              return status.state().equals(state)
                  && status.tasks().stream().allMatch(task -> task.state().equals(state));
            });
  }

  private void awaitLoad() {
    int seen = load.sent();
    await().atMost(PATIENCE).until(() -> load.sent() >= seen + RESULTS_BETWEEN);
  }

  /** All connectors run, and results come. */
  private void awaitWork() {
    await().atMost(PATIENCE).until(() -> all().stream().allMatch(this::runs));
    int seen = consumed.results().size();
    await().atMost(PATIENCE).until(() -> consumed.results().size() >= seen + RESULTS_BETWEEN);
  }

  private boolean runs(ConnectorFile connector) {
    return !hasFailed(connector) && status(connector).isRunning(1);
  }

  /** A task that fails through a fault of Kafka is started again, as an operator would. */
  private boolean hasFailed(ConnectorFile connector) {
    String failure = status(connector).failure();
    if (failure.isEmpty()) {
      return false;
    }
    KafkaFault fault =
        KafkaFault.of(failure)
            .orElseThrow(() -> new AssertionError(connector.name() + ": " + failure));
    if (isRestarted(connector)) {
      restarts.add(fault);
      await().atMost(PATIENCE).until(() -> status(connector).failure().isEmpty());
    }
    return true;
  }

  /** The leading worker has to do it: where it is not known yet, it is to be tried again. */
  private boolean isRestarted(ConnectorFile connector) {
    try {
      rest().restartFailed(connector.name());
      return true;
    } catch (ConnectRefused e) {
      if (KafkaFault.of(e.getMessage()).isEmpty()) {
        throw e;
      }
      return false;
    }
  }

  private void awaitBothWorkers() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                all().stream()
                        .flatMap(connector -> status(connector).tasks().stream())
                        .map(ConnectorStatus.Task::worker)
                        .distinct()
                        .count()
                    == 2);
  }

  private ConnectorStatus status(ConnectorFile connector) {
    return rest().status(connector.name());
  }

  private ConnectRest rest() {
    return sandbox.connect(askedWorker);
  }

  /** Ends the load, waits for all results, stops everything in order and reads what it left. */
  Story finish() throws Exception {
    Produced produced = load.end();
    int count = produced.records().size();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> consumed.results().size() + deadLetters().size() >= count);
    all().forEach(connector -> rest().delete(connector.name()));
    await().atMost(PATIENCE).until(() -> rest().names().isEmpty());
    return new Story(produced, Truth.of(sandbox.endpoint()), consumed.outputs(), deadLetters());
  }

  private List<DeadLetter> deadLetters() {
    try (TopicReader<byte[]> queue =
        sandbox.topics().reader("runpod.jobs.dlq", new ByteArrayDeserializer())) {
      return queue.toEnd().stream().map(DeadLetter::of).toList();
    }
  }

  @Override
  public void close() {
    load.close();
    consumed.close();
  }
}
