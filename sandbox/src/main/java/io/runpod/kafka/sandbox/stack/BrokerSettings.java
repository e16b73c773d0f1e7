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
import org.apache.kafka.common.Uuid;

/** Settings of a single broker with small internal topics, and its formatted data folder. */
public record BrokerSettings(
    Path folder, int port, int controllerPort, Map<String, String> others) {
  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  Properties properties() {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", "1");
    p.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    p.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    p.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    p.put("controller.listener.names", "CONTROLLER");
    p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("log.dirs", folder.resolve("data").toString());
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "4");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("transaction.state.log.num.partitions", "4");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
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

  private static void format(Path file) {
    String[] command = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
    PrintStream quiet =
        new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    int code = StorageTool.execute(command, quiet);
    if (code != 0) {
      throw new IllegalStateException("could not format the broker's data folder, code " + code);
    }
  }
}
