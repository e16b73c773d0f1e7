package io.runpod.kafka.sandbox;

import static io.runpod.kafka.sandbox.SandboxSettings.portOr;

import io.runpod.kafka.sandbox.client.Confluent;
import io.runpod.kafka.sandbox.stack.Broker;
import io.runpod.kafka.sandbox.stack.BrokerCluster;
import io.runpod.kafka.sandbox.stack.BrokerSettings;
import io.runpod.kafka.sandbox.stack.ChildBroker;
import io.runpod.kafka.sandbox.stack.ChildWorker;
import io.runpod.kafka.sandbox.stack.EmbeddedBroker;
import io.runpod.kafka.sandbox.stack.EmbeddedWorker;
import io.runpod.kafka.sandbox.stack.PluginFolder;
import io.runpod.kafka.sandbox.stack.RegistryServer;
import io.runpod.kafka.sandbox.stack.RunFolder;
import io.runpod.kafka.sandbox.stack.StackFiles;
import io.runpod.kafka.sandbox.stack.StartupArchive;
import io.runpod.kafka.sandbox.stack.Worker;
import io.runpod.kafka.sandbox.stack.WorkerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes the parts of a stack fit together, from its settings; starts nothing. */
final class StackParts {
  private final SandboxSettings settings;
  private final StackFiles files;
  private final RunFolder folder;
  private final String pluginPath;

  StackParts(SandboxSettings settings, StackFiles files, RunFolder folder) {
    this.settings = settings;
    this.files = files;
    this.folder = folder;
    this.pluginPath = pluginPath();
  }

  RegistryServer registry() {
    return new RegistryServer(files.registryJar(), folder.logs(), portOr(settings.registryPort));
  }

  BrokerGroup brokers() {
    BrokerCluster cluster = BrokerCluster.of(settings.brokers, portOr(settings.kafkaPort));
    return new BrokerGroup(
        IntStream.range(0, settings.brokers).mapToObj(number -> broker(number, cluster)).toList(),
        cluster.bootstrapServers());
  }

  private Broker broker(int number, BrokerCluster cluster) {
    BrokerSettings broker =
        new BrokerSettings(
            folder.data("broker-" + (number + 1)), number, cluster, settings.brokerSettings);
    return settings.brokerInChild
        ? new ChildBroker(
            broker,
            folder.logs(),
            new StartupArchive(files.startup(), "broker", System.getProperty("java.class.path")))
        : new EmbeddedBroker(broker);
  }

  Worker worker(String name, int port, BrokerGroup brokers, RegistryServer registry) {
    return settings.workerInChild
        ? childWorker(name, port, brokers, registry)
        : new EmbeddedWorker(workerSettings(name, port, brokers, registry));
  }

  Worker childWorker(String name, int port, BrokerGroup brokers, RegistryServer registry) {
    return new ChildWorker(
        workerSettings(name, port, brokers, registry),
        folder.logs(),
        settings.workerJvm,
        settings.environment,
        new StartupArchive(
            files.startup(), "worker", files.workerClassPath(settings.oldestWorker)));
  }

  Confluent confluent(RegistryServer registry) {
    return new Confluent(files.confluent(), registry.url());
  }

  private WorkerSettings workerSettings(
      String name, int port, BrokerGroup brokers, RegistryServer registry) {
    WorkerSettings worker =
        new WorkerSettings(files.config("connect-distributed.properties"), name, portOr(port))
            .with("bootstrap.servers", brokers.bootstrapServers())
            .with("plugin.path", pluginPath)
            // no scan of all classes; every plugin here has its manifest
            .with("plugin.discovery", "service_load")
            .with("value.converter.schema.registry.url", registry.url());
    settings.workerSettings.forEach(worker::with);
    return worker;
  }

  private String pluginPath() {
    List<Path> folders = new ArrayList<>(settings.pluginPath);
    folders.add(files.plugins());
    if (settings.plugin) {
      folders.add(new PluginFolder(folder.data("plugins")).add(files.pluginZip()).path());
    }
    return folders.stream().map(Path::toString).collect(Collectors.joining(","));
  }
}
