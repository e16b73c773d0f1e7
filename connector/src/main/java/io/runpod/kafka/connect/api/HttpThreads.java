package io.runpod.kafka.connect.api;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;

/**
 * The threads on which the JDK's HTTP client runs its asynchronous steps. Its default makes a new
 * thread for every step where the machine has one or two cores, at about twice the CPU for each
 * call; a small work-stealing pool of daemon threads does not.
 */
final class HttpThreads {
  private static final int PARALLELISM = 4;

  private HttpThreads() {}

  static ExecutorService create() {
    return new ForkJoinPool(
        PARALLELISM,
        pool -> {
          var thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
          thread.setName("runpod-http-" + thread.getPoolIndex());
          thread.setDaemon(true);
          return thread;
        },
        null,
        true);
  }
}
