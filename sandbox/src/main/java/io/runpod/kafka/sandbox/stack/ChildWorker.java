package io.runpod.kafka.sandbox.stack;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A worker in a JVM of its own, started by Connect's own main class: it can be killed. */
public final class ChildWorker implements Worker {
  /**
   * Connect stops its REST server before its first task, and that may take a minute: a worker that
   * is killed meanwhile was not stopped in order.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(100);

  private final WorkerSettings settings;
  private final Path logs;
  private final List<String> jvmOptions;
  private final Map<String, String> environment;
  private final StartupArchive archive;
  private ChildJvm jvm;

  /**
   * @param archive with the class path of Connect, of any version
   */
  public ChildWorker(
      WorkerSettings settings,
      Path logs,
      List<String> jvmOptions,
      Map<String, String> environment,
      StartupArchive archive) {
    this.settings = settings;
    this.logs = logs;
    this.jvmOptions = jvmOptions;
    this.environment = environment;
    this.archive = archive;
  }

  @Override
  public URI url() {
    return settings.url();
  }

  @Override
  public void start() {
    jvm =
        ChildJvm.start(
            new ChildJvm.Program(
                settings.name(),
                archive.classPath(),
                jvmOptions,
                "org.apache.kafka.connect.cli.ConnectDistributed",
                List.of(settings.writeTo(logs).toString()),
                environment),
            logs,
            archive);
  }

  @Override
  public void awaitReady(Duration patience) throws InterruptedException {
    new HttpProbe().await(url().resolve("/health"), patience, jvm::requireAlive);
  }

  @Override
  public void stop() {
    if (jvm != null) {
      jvm.stop(PATIENCE);
      archive.keep();
    }
  }

  @Override
  public long pid() {
    return jvm.pid();
  }

  @Override
  public void kill() {
    jvm.kill();
  }
}
