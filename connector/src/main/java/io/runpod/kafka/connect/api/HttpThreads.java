package io.runpod.kafka.connect.api;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a client: one for each call that is open. Whoever calls bounds the open calls. A
 * call that blocks a thread costs less than the JDK's asynchronous one, which on machines of one or
 * two cores makes a new thread for every answer (ADR 8).
 */
final class HttpThreads {
  private static final long IDLE_SECONDS = 30;

  private HttpThreads() {}

  /** A pool of daemon threads that grows with the open calls and shrinks again. */
  static ExecutorService create() {
    AtomicInteger made = new AtomicInteger();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        work -> {
          Thread thread = new Thread(work, "runpod-http-" + made.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
