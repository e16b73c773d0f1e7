package io.runpod.kafka.sandbox.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A broker in a JVM of its own, started by Kafka's own main class: it can be killed. */
public final class ChildBroker implements Broker {
  private final BrokerSettings settings;
  private final String name;
  private final String heap;
  private final Path logs;
  private final StartupArchive archive;
  private ChildJvm jvm;

  public ChildBroker(BrokerSettings settings, Path logs, StartupArchive archive) {
    boolean alone = settings.cluster().brokers().size() == 1;
    this.settings = settings;
    this.name = alone ? "broker" : "broker-" + BrokerCluster.node(settings.number());
    this.heap = alone ? "-Xmx512m" : "-Xmx256m";
    this.logs = logs;
    this.archive = archive;
  }

  @Override
  public String bootstrapServers() {
    return settings.bootstrapServers();
  }

  /** Its process, while it runs. */
  public ProcessHandle process() {
    return ProcessHandle.of(jvm.pid()).orElseThrow();
  }

  @Override
  public void start() {
    Path file = settings.prepare();
    jvm =
        ChildJvm.start(
            new ChildJvm.Program(
                name,
                archive.classPath(),
                List.of(heap),
                "kafka.Kafka",
                List.of(file.toString()),
                Map.of()),
            logs,
            archive);
  }

  @Override
  public void stop() {
    if (jvm != null) {
      jvm.stop(Duration.ofSeconds(20));
      archive.keep();
    }
  }

  @Override
  public void kill() {
    if (jvm != null) {
      jvm.kill();
    }
  }
}
