package io.runpod.kafka.sandbox.stack;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.tools.StorageTool;

/**
 * Settings of a broker with small internal topics, and its formatted data folder.
 *
 * @param number of the broker in its cluster, from 0
 */
public record BrokerSettings(
    Path folder, int number, BrokerCluster cluster, Map<String, String> others) {
  String bootstrapServers() {
    return cluster.server(number);
  }

  Properties properties() {
    String replicas = Integer.toString(cluster.replicas());
    String inSync = Integer.toString(cluster.minInSyncReplicas());
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", Integer.toString(BrokerCluster.node(number)));
    p.put("controller.quorum.voters", cluster.voters());
    p.put(
        "listeners",
        "PLAINTEXT://" + cluster.server(number) + ",CONTROLLER://" + cluster.controller(number));
    p.put("advertised.listeners", "PLAINTEXT://" + cluster.server(number));
    p.put("controller.listener.names", "CONTROLLER");
    p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("log.dirs", folder.resolve("data").toString());
    p.put("default.replication.factor", replicas);
    p.put("min.insync.replicas", inSync);
    p.put("offsets.topic.replication.factor", replicas);
    p.put("offsets.topic.num.partitions", "4");
    p.put("transaction.state.log.replication.factor", replicas);
    p.put("transaction.state.log.min.isr", inSync);
    p.put("transaction.state.log.num.partitions", "4");
    p.put("share.coordinator.state.topic.replication.factor", replicas);
    p.put("share.coordinator.state.topic.min.isr", inSync);
    p.put("group.initial.rebalance.delay.ms", "0");
    p.put("log.cleaner.dedupe.buffer.size", "2097152");
    // as on a cluster that is run with care: a missing topic is an error, not a new topic
    p.put("auto.create.topics.enable", "false");
    p.putAll(others);
    return p;
  }

  /** Writes the properties file and formats the data folder if that has not been done yet. */
  Path prepare() {
    Path file = folder.resolve("server.properties");
    try {
      Files.createDirectories(folder);
      try (Writer out = Files.newBufferedWriter(file)) {
        properties().store(out, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not write " + file, e);
    }
    if (!Files.exists(folder.resolve("data/meta.properties"))) {
      format(file);
    }
    return file;
  }

  private void format(Path file) {
    String[] command = {"format", "-t", cluster.id().toString(), "-c", file.toString()};
    PrintStream quiet =
        new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    int code = StorageTool.execute(command, quiet);
    if (code != 0) {
      throw new IllegalStateException("could not format the broker's data folder, code " + code);
    }
  }
}
