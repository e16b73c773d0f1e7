package io.runpod.kafka.sandbox;

import io.runpod.kafka.sandbox.stack.FreePort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a sandbox shall be like; a builder. Owned by one thread. */
public final class SandboxSettings {
  String name = "sandbox";
  boolean workerInChild;
  boolean brokerInChild;
  boolean plugin = true;
  int kafkaPort;
  int connectPort;
  int registryPort;
  final Map<String, String> environment = new TreeMap<>();
  final Map<String, String> workerSettings = new TreeMap<>();
  final List<Path> pluginPath = new ArrayList<>();

  SandboxSettings() {}

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

  /** Runs the broker in a JVM of its own, so that it can be killed. */
  public SandboxSettings brokerInChild() {
    brokerInChild = true;
    return this;
  }

  /** Fixed ports; 0 stands for a free one. */
  public SandboxSettings ports(int kafka, int connect, int registry) {
    kafkaPort = kafka;
    connectPort = connect;
    registryPort = registry;
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

  /** One more folder of plugins. */
  public SandboxSettings pluginPath(Path folder) {
    pluginPath.add(folder);
    return this;
  }

  /** Leaves our own plugin out. */
  public SandboxSettings withoutPlugin() {
    plugin = false;
    return this;
  }

  /** Starts the stack; when this returns, everything is ready. */
  public Sandbox start() throws InterruptedException {
    return Sandbox.start(this);
  }

  static int portOr(int wanted) {
    return wanted == 0 ? FreePort.next() : wanted;
  }
}
