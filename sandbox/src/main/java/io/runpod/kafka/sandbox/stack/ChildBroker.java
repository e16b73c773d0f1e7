package io.runpod.kafka.sandbox.stack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A broker in a JVM of its own, started by Kafka's own main class: it can be killed. */
public final class ChildBroker implements Broker {
  private final BrokerSettings settings;
  private final Path logs;
  private ChildJvm jvm;

  public ChildBroker(BrokerSettings settings, Path logs) {
    this.settings = settings;
    this.logs = logs;
  }

  @Override
  public String bootstrapServers() {
    return settings.bootstrapServers();
  }

  @Override
  public void start() {
    Path file = settings.prepare();
    jvm =
        ChildJvm.start(
            new ChildJvm.Program(
                "broker",
                System.getProperty("java.class.path"),
                List.of("-Xmx512m"),
                "kafka.Kafka",
                List.of(file.toString()),
                Map.of()),
            logs);
  }

  @Override
  public void stop() {
    if (jvm != null) {
      jvm.stop(Duration.ofSeconds(20));
    }
  }

  @Override
  public void kill() {
    jvm.kill();
  }
}
