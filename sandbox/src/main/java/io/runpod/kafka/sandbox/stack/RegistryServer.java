package io.runpod.kafka.sandbox.stack;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A Schema Registry with Confluent's REST API: Apicurio's server, in memory, in a JVM of its own.
 *
 * <p>It stands in for Confluent's server, which is not on Maven Central. Owned by one thread.
 */
public final class RegistryServer {
  private static final String MAIN = "io.quarkus.runner.GeneratedMain";

  private final Path jar;
  private final Path logs;
  private final int port;
  private final int innerPort = FreePort.next();
  private RegistryGate gate;
  private ChildJvm jvm;

  public RegistryServer(Path jar, Path logs, int port) {
    this.jar = jar;
    this.logs = logs;
    this.port = port;
  }

  /** The URL that clients take as {@code schema.registry.url}. */
  public String url() {
    return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
  }

  /** Starts the server; it is not ready yet when this returns. */
  public void start() {
    List<String> options =
        List.of(
            "-Xmx256m",
            "-Dquarkus.http.host=127.0.0.1",
            "-Dquarkus.http.port=" + innerPort,
            "-Dquarkus.banner.enabled=false");
    jvm =
        ChildJvm.start(
            new ChildJvm.Program("registry", jar.toString(), options, MAIN, List.of(), Map.of()),
            logs);
    gate = new RegistryGate(port, URI.create("http://127.0.0.1:" + innerPort));
    gate.start();
  }

  /** Returns when the server answers. */
  public void awaitReady(Duration patience) throws InterruptedException {
    new HttpProbe().await(URI.create(url() + "/subjects"), patience, jvm::requireAlive);
  }

  public void stop() {
    if (jvm != null) {
      jvm.stop(Duration.ofSeconds(5));
    }
    if (gate != null) {
      gate.stop();
    }
  }
}
