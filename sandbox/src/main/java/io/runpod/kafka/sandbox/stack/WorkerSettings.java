package io.runpod.kafka.sandbox.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A worker's settings: the file of {@code config/} with the addresses of this stack and single
 * replicas put in.
 */
public final class WorkerSettings {
  private final Map<String, String> values = new TreeMap<>();
  private final String name;
  private final int port;

  /**
   * @param file the worker properties to start from
   */
  public WorkerSettings(Path file, String name, int port) {
    this.name = name;
    this.port = port;
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + file, e);
    }
    properties.stringPropertyNames().forEach(key -> with(key, properties.getProperty(key)));
    with("listeners", url().toString());
    with("offset.storage.partitions", "1");
    with("status.storage.partitions", "1");
    // a worker that comes back gets its tasks at once
    with("scheduled.rebalance.max.delay.ms", "0");
  }

  public WorkerSettings with(String key, String value) {
    values.put(key, value);
    return this;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  String name() {
    return name;
  }

  Map<String, String> values() {
    return Map.copyOf(values);
  }

  /** Writes the settings as a properties file into the folder. */
  Path writeTo(Path folder) {
    Path file = folder.resolve(name + ".properties");
    Properties properties = new Properties();
    properties.putAll(values);
    try {
      Files.createDirectories(folder);
      try (Writer out = Files.newBufferedWriter(file)) {
        properties.store(out, null);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("could not write " + file, e);
    }
  }
}
