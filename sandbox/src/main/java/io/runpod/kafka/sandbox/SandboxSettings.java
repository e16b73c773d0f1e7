package io.runpod.kafka.sandbox;

import io.runpod.kafka.sandbox.stack.FreePort;
import io.runpod.kafka.simulator.EndpointOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a sandbox shall be like; a builder. Owned by one thread. */
public final class SandboxSettings {
  /** The key the simulator takes; connectors get it as {@code ${env:RUNPOD_API_KEY}}. */
  public static final String API_KEY =
      Optional.ofNullable(System.getenv("RUNPOD_API_KEY")).orElse("rpa_sandbox");

  /**
   * The token of webhooks; workers and connectors get it as {@code ${env:RUNPOD_WEBHOOK_TOKEN}}.
   */
  public static final String WEBHOOK_TOKEN =
      Optional.ofNullable(System.getenv("RUNPOD_WEBHOOK_TOKEN"))
          .orElse("sandbox-0123456789abcdef0123456789abcdef");

  String name = "sandbox";
  int workers = 1;
  boolean workerInChild;
  boolean oldestWorker;
  boolean exactlyOnce = true;
  boolean brokerInChild;
  int brokers = 1;
  boolean plugin = true;
  EndpointOptions endpoint = EndpointOptions.named("sandbox").workers(8);
  String realBaseUrl;
  String realEndpointId;
  int kafkaPort;
  int connectPort;
  int registryPort;
  int simulatorPort;
  final Map<String, String> environment = new TreeMap<>();
  final Map<String, String> brokerSettings = new TreeMap<>();
  final Map<String, String> workerSettings = new TreeMap<>();
  final List<Path> pluginPath = new ArrayList<>();
  List<String> workerJvm = List.of("-Xmx512m");

  SandboxSettings() {
    environment.put("RUNPOD_API_KEY", API_KEY);
  }

  /** Name of the folder with logs and data, below {@code sandbox/target/runs}. */
  public SandboxSettings name(String value) {
    name = value;
    return this;
  }

  /** Runs the Connect worker in a JVM of its own, so that it can be killed. */
  public SandboxSettings workerInChild() {
    workerInChild = true;
    return this;
  }

  /** Runs that many workers, each in a JVM of its own. */
  public SandboxSettings workers(int number) {
    workers = number;
    return workerInChild();
  }

  /** Runs a Connect 3.9 worker, in a JVM of its own. */
  public SandboxSettings oldestWorker() {
    oldestWorker = true;
    return workerInChild();
  }

  /** JVM options of workers that run in a JVM of their own, in the place of a heap of 512 MB. */
  public SandboxSettings workerJvm(String... options) {
    workerJvm = List.of(options);
    return this;
  }

  /** Runs the broker in a JVM of its own, so that it can be killed. */
  public SandboxSettings brokerInChild() {
    brokerInChild = true;
    return this;
  }

  /**
   * Runs that many brokers, each in a JVM of its own, with up to three copies of each partition.
   */
  public SandboxSettings brokers(int number) {
    brokers = number;
    return brokerInChild();
  }

  /** Fixed ports; 0 stands for a free one. */
  public SandboxSettings ports(int kafka, int connect, int registry, int simulator) {
    kafkaPort = kafka;
    connectPort = connect;
    registryPort = registry;
    simulatorPort = simulator;
    return this;
  }

  /** An environment variable of workers that run in a JVM of their own. */
  public SandboxSettings environment(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** A worker setting other than that of {@code config/connect-distributed.properties}. */
  public SandboxSettings worker(String key, String value) {
    workerSettings.put(key, value);
    return this;
  }

  /** Switches exactly-once source support off; connectors do not require it then. */
  public SandboxSettings withoutExactlyOnce() {
    exactlyOnce = false;
    return worker("exactly.once.source.support", "disabled");
  }

  /** Has the workers take webhooks, as the comments in their properties say. */
  public SandboxSettings webhooks() {
    worker("rest.extension.classes", "io.runpod.kafka.connect.webhook.RunpodWebhookExtension");
    worker("runpod.webhook.token", "${env:RUNPOD_WEBHOOK_TOKEN}");
    return environment("RUNPOD_WEBHOOK_TOKEN", WEBHOOK_TOKEN);
  }

  /** A broker setting other than Kafka's default. */
  public SandboxSettings broker(String key, String value) {
    brokerSettings.put(key, value);
    return this;
  }

  /** One more folder of plugins. */
  public SandboxSettings pluginPath(Path folder) {
    pluginPath.add(folder);
    return this;
  }

  /** The simulated endpoint, in the place of one with eight workers. */
  public SandboxSettings endpoint(EndpointOptions options) {
    endpoint = options;
    return this;
  }

  /** Uses an endpoint that is there already, and starts no simulator. */
  public SandboxSettings endpointAt(String baseUrl, String endpointId) {
    realBaseUrl = baseUrl;
    realEndpointId = endpointId;
    return this;
  }

  /** Leaves our own plugin out. */
  public SandboxSettings withoutPlugin() {
    plugin = false;
    return this;
  }

  /** Starts the stack; when this returns, everything is ready. */
  public Sandbox start() throws InterruptedException {
    if (!workerInChild && System.getenv("RUNPOD_API_KEY") == null) {
      throw new IllegalStateException(
          "set the environment variable RUNPOD_API_KEY, to any value: the connectors' files name it,"
              + " and a worker in this JVM looks for it in this environment");
    }
    return Sandbox.start(this);
  }

  static int portOr(int wanted) {
    return wanted == 0 ? FreePort.next() : wanted;
  }
}
