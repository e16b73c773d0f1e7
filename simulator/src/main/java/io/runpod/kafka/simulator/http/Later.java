package io.runpod.kafka.simulator.http;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs work now or after some real time. What is late is run by the thread that waited for it: one
 * hand-over to another would make every delayed answer later by that. Thread-safe.
 */
final class Later implements AutoCloseable {

  private final ScheduledThreadPoolExecutor timer;

  /**
   * @param threads how many pieces of work may block on a socket at once
   */
  Later(int threads) {
    timer =
        new ScheduledThreadPoolExecutor(
            threads,
            work -> {
              Thread thread = new Thread(work, "runpod-simulator-delays");
              thread.setDaemon(true);
              return thread;
            },
            // after close nobody waits for answers any more
            new ScheduledThreadPoolExecutor.DiscardPolicy());
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  void in(Duration delay, Runnable work) {
    if (delay.isZero()) {
      work.run();
      return;
    }
    var unused = timer.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
