package io.runpod.kafka.sandbox.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the build left what the sandbox runs, all of it below the repository's root.
 *
 * @param root the folder with the parent pom and {@code config/}
 */
public record StackFiles(Path root) {
  /** System property with the repository's root; needed only outside of the repository. */
  public static final String ROOT_PROPERTY = "runpod.sandbox.root";

  private static final String MARK = "config/connect-distributed.properties";

  /**
   * The repository this JVM was started in, or the one the system property names.
   *
   * @throws IllegalStateException if there is none
   */
  public static StackFiles locate() {
    String given = System.getProperty(ROOT_PROPERTY);
    Path folder = Path.of(given == null ? "" : given).toAbsolutePath().normalize();
    while (folder != null && !Files.exists(folder.resolve(MARK))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException(
          "start this inside the repository, or set -D" + ROOT_PROPERTY);
    }
    return new StackFiles(folder);
  }

  /** A file of {@code config/}. */
  public Path config(String name) {
    return root.resolve("config").resolve(name);
  }

  /** Says where the sandbox that was kept up is. */
  public Path session() {
    return runs().resolve("session.properties");
  }

  /** Everything the sandbox writes goes below this folder. */
  public Path runs() {
    return target().resolve("runs");
  }

  /** What lets child JVMs start faster, kept between runs. */
  public Path startup() {
    return target().resolve("startup");
  }

  /** Plugin folders every worker needs beside ours. */
  public Path plugins() {
    return existing(stack().resolve("plugins"));
  }

  /** Plugin folders only tests use. */
  public Path testPlugins() {
    return existing(stack().resolve("test-plugins"));
  }

  /** The folder with Confluent's converter, serializers and client, and what they need. */
  public Path confluent() {
    return existing(plugins().resolve("confluent-avro"));
  }

  /** The jar to start the registry server with. */
  public Path registryJar() {
    return only(stack().resolve("registry"), "-runner.jar");
  }

  /** The zip the connector module builds. */
  public Path pluginZip() {
    return only(root.resolve("connector/target"), ".zip");
  }

  /** The class path of a Connect worker: that of this JVM, or of the oldest one supported. */
  public String workerClassPath(boolean oldest) {
    return oldest
        ? existing(root.resolve("sandbox/worker-3.9/target/lib")).resolve("*").toString()
        : System.getProperty("java.class.path");
  }

  private Path target() {
    return root.resolve("sandbox/target");
  }

  private Path stack() {
    return target().resolve("stack");
  }

  private static Path only(Path folder, String ending) {
    try (Stream<Path> files = Files.list(existing(folder))) {
      List<Path> found = files.filter(file -> file.toString().endsWith(ending)).toList();
      if (found.size() != 1) {
        throw new IllegalStateException(
            "expected one *" + ending + " in " + folder + ", found " + found.size());
      }
      return found.get(0);
    } catch (IOException e) {
      throw new UncheckedIOException("could not list " + folder, e);
    }
  }

  private static Path existing(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalStateException(path + " is missing: run mvn package first");
    }
    return path;
  }
}
