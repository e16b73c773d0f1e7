package io.runpod.kafka.sandbox;

import io.runpod.kafka.sandbox.client.Confluent;
import io.runpod.kafka.sandbox.client.ContractCheck;
import io.runpod.kafka.sandbox.client.SchemaRegistry;
import io.runpod.kafka.sandbox.client.Topics;
import io.runpod.kafka.sandbox.stack.RegistryServer;
import io.runpod.kafka.sandbox.stack.RunFolder;
import io.runpod.kafka.sandbox.stack.StackFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a stack, started in the order in which they need one another and stopped the other
 * way round. Owned by one thread, except {@link #stop()}.
 */
final class RunningParts {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final StackParts parts;
  private final RunFolder folder;
  private final RunpodSide runpod;
  private final RegistryServer registry;
  private final BrokerGroup brokers;
  private final WorkerGroup workers;
  private Confluent confluent;
  private Topics topics;
  private ContractCheck contracts;
  private boolean stopped;

  RunningParts(SandboxSettings settings, StackFiles files) {
    folder = new RunFolder(files.runs(), settings.name);
    runpod = new RunpodSide(settings);
    parts = new StackParts(settings, files, folder);
    registry = parts.registry();
    brokers = parts.brokers();
    workers =
        new WorkerGroup(
            parts.worker(WorkerGroup.name(0), settings.connectPort, brokers, registry),
            number -> parts.childWorker(WorkerGroup.name(number), 0, brokers, registry),
            folder);
    workers.extendTo(settings.workers);
  }

  /** Starts everything; when this returns, everything is ready. */
  void start() throws InterruptedException {
    // before any other HTTP server: the JDK reads their settings once, and without the simulator's
    // own each of its answers would wait 40 ms for a delayed ACK
    runpod.start();
    registry.start();
    brokers.startAll();
    brokers.awaitAll();
    workers.startAll();
    registry.awaitReady(PATIENCE);
    confluent = parts.confluent(registry);
    contracts = new ContractCheck(new SchemaRegistry(confluent));
    contracts.registerAll();
    topics = new Topics(brokers.bootstrapServers(), confluent);
    workers.awaitAll();
  }

  RunpodSide runpod() {
    return runpod;
  }

  RegistryServer registry() {
    return registry;
  }

  BrokerGroup brokers() {
    return brokers;
  }

  WorkerGroup workers() {
    return workers;
  }

  Confluent confluent() {
    return confluent;
  }

  Topics topics() {
    return topics;
  }

  ContractCheck contracts() {
    return contracts;
  }

  /** Stops what was started, Connect before the broker. Logs stay, data goes. */
  synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    List<Runnable> steps = new ArrayList<>();
    steps.add(workers::stopAll);
    if (topics != null) {
      steps.add(topics::close);
    }
    steps.add(brokers::stopAll);
    steps.add(registry::stop);
    steps.add(runpod::stop);
    steps.add(folder::removeData);
    Stopping.all(steps);
  }
}
