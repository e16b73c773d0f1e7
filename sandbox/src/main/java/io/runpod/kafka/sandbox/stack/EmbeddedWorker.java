package io.runpod.kafka.sandbox.stack;

import java.net.URI;
import java.time.Duration;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.runtime.Connect;

/** A worker in this JVM: the fastest to start. */
public final class EmbeddedWorker implements Worker {
  private final WorkerSettings settings;
  private Connect<?> connect;

  public EmbeddedWorker(WorkerSettings settings) {
    this.settings = settings;
  }

  @Override
  public URI url() {
    return settings.url();
  }

  @Override
  public void start() {
    // a worker that gives up ends its JVM, which here is also everybody else's
    Exit.setExitProcedure(
        (code, message) -> {
          throw new IllegalStateException("the Connect worker gave up with code " + code);
        });
    // Connect's own hook would run beside ours, and the broker be gone while tasks still stop
    Exit.setShutdownHookAdder((name, hook) -> {});
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try {
      connect = new ConnectDistributed().startConnect(settings.values());
    } finally {
      Thread.currentThread().setContextClassLoader(before);
      Exit.resetShutdownHookAdder();
    }
  }

  @Override
  public void awaitReady(Duration patience) throws InterruptedException {
    new HttpProbe().await(url().resolve("/health"), patience, () -> {});
  }

  @Override
  public void stop() {
    if (connect != null) {
      connect.stop();
      connect.awaitStop();
      connect = null;
    }
  }

  @Override
  public long pid() {
    return ProcessHandle.current().pid();
  }

  @Override
  public void kill() {
    throw new UnsupportedOperationException("a worker in this JVM cannot be killed alone");
  }
}
