package io.runpod.kafka.sandbox.cli;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.stack.StackFiles;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Where a sandbox that was kept up can be reached; kept in a file for other processes. */
public record Session(String bootstrapServers, String registryUrl, String connectUrl) {
  public static Session of(Sandbox sandbox) {
    return new Session(sandbox.bootstrapServers(), sandbox.registryUrl(), sandbox.connectUrl());
  }

  public void save() {
    Properties properties = new Properties();
    properties.put("kafka", bootstrapServers);
    properties.put("registry", registryUrl);
    properties.put("connect", connectUrl);
    Path file = StackFiles.locate().session();
    try (Writer out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException("could not write " + file, e);
    }
    file.toFile().deleteOnExit();
  }

  /**
   * The sandbox that is up.
   *
   * @throws IllegalStateException if there is none
   */
  static Session load() {
    Path file = StackFiles.locate().session();
    if (!Files.exists(file)) {
      throw new IllegalStateException("no sandbox is up; start one with mvn -Pquickstart -Dkeep");
    }
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("could not read " + file, e);
    }
    return new Session(
        properties.getProperty("kafka"),
        properties.getProperty("registry"),
        properties.getProperty("connect"));
  }
}
