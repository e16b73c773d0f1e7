package io.runpod.kafka.simulator.http;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs work on the server's threads, now or after some real time. Thread-safe. */
final class Later implements AutoCloseable {

  private final Executor executor;
  private final ScheduledThreadPoolExecutor timer;

  Later(Executor executor) {
    this.executor = executor;
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "runpod-simulator-delays");
              thread.setDaemon(true);
              return thread;
            });
  }

  void in(Duration delay, Runnable work) {
    if (delay.isZero()) {
      work.run();
      return;
    }
    var unused =
        timer.schedule(() -> executor.execute(work), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
