package io.runpod.kafka.sandbox;

import io.runpod.kafka.sandbox.client.Confluent;
import io.runpod.kafka.sandbox.client.ConnectRest;
import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.client.ContractCheck;
import io.runpod.kafka.sandbox.client.Topics;
import io.runpod.kafka.sandbox.stack.Broker;
import io.runpod.kafka.sandbox.stack.StackFiles;
import io.runpod.kafka.simulator.RunpodSimulator;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.time.Duration;
import java.util.List;

/**
 * A running stack, bound to 127.0.0.1. What it starts, it stops: on {@link #close()}, when the JVM
 * ends, and child processes even when this JVM is killed.
 *
 * <p>Owned by one thread, except {@link #close()}.
 */
public final class Sandbox implements AutoCloseable {
  private static final String EXACTLY_ONCE = "exactly.once.support";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final StackFiles files = StackFiles.locate();
  private final boolean exactlyOnce;
  private final RunningParts parts;
  private final Thread onExit = new Thread(this::stopAll, "sandbox-stop");

  private Sandbox(SandboxSettings settings) {
    exactlyOnce = settings.exactlyOnce;
    parts = new RunningParts(settings, files);
  }

  /** A sandbox to be described and started. */
  public static SandboxSettings builder() {
    return new SandboxSettings();
  }

  static Sandbox start(SandboxSettings settings) throws InterruptedException {
    Sandbox sandbox = new Sandbox(settings);
    Runtime.getRuntime().addShutdownHook(sandbox.onExit);
    try {
      sandbox.parts.start();
      return sandbox;
    } catch (Throwable e) {
      sandbox.close();
      throw e;
    }
  }

  public String bootstrapServers() {
    return parts.brokers().bootstrapServers();
  }

  /** {@code schema.registry.url} of this stack. */
  public String registryUrl() {
    return parts.registry().url();
  }

  /** Address of the first worker's REST API. */
  public String connectUrl() {
    return parts.workers().url(0).toString();
  }

  /** Address of a worker's REST API. */
  public String connectUrl(int worker) {
    return parts.workers().url(worker).toString();
  }

  /** The REST API of the first worker, which speaks for the whole cluster. */
  public ConnectRest connect() {
    return connect(0);
  }

  /** The REST API of a worker. */
  public ConnectRest connect(int worker) {
    return new ConnectRest(parts.workers().url(worker));
  }

  public Topics topics() {
    return parts.topics();
  }

  /** The record contracts in the registry, registered at the start. */
  public ContractCheck contracts() {
    return parts.contracts();
  }

  /** Confluent's serializers and client, set to this stack's registry. */
  public Confluent confluent() {
    return parts.confluent();
  }

  /** Where the endpoint is, the simulator's or another, with {@code {endpoint}} for its ID. */
  public String runpodUrl() {
    return parts.runpod().baseUrl();
  }

  /** The simulator, with the truth about every job. */
  public RunpodSimulator simulator() {
    return parts.runpod().simulator();
  }

  /** The simulated endpoint the connectors use. */
  public SimulatedEndpoint endpoint() {
    return parts.runpod().endpoint();
  }

  /** A connector of {@code config/}, with this stack's addresses put in. */
  public ConnectorFile connector(String file) {
    ConnectorFile connector =
        ConnectorFile.read(files.config(file))
            .at(
                new ConnectorFile.Addresses(
                    bootstrapServers(), registryUrl(), runpodUrl(), parts.runpod().endpointId()));
    return !exactlyOnce && connector.config().containsKey(EXACTLY_ONCE)
        ? connector.with(EXACTLY_ONCE, "requested")
        : connector;
  }

  /** Creates a connector and waits until it and at least that many tasks run. */
  public void create(ConnectorFile connector, int tasks) throws InterruptedException {
    connect().put(connector.name(), connector.config());
    connect().awaitRunning(connector.name(), tasks, PATIENCE);
  }

  /** The only broker, or the first. */
  public Broker broker() {
    return parts.brokers().all().get(0);
  }

  public List<Broker> brokers() {
    return parts.brokers().all();
  }

  /** The Connect workers, which can be stopped, killed and added to. */
  public WorkerGroup workers() {
    return parts.workers();
  }

  /** Stops everything, Connect before the broker. Logs stay, data goes. */
  @Override
  public void close() {
    stopAll();
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException alreadyShuttingDown) {
      // then the hook found nothing left to stop
    }
  }

  private void stopAll() {
    parts.stop();
  }
}
