package io.runpod.kafka.sandbox.stack;

import java.net.URI;
import java.time.Duration;

/** One distributed Connect worker. Owned by one thread; can be started again after it ended. */
public sealed interface Worker permits EmbeddedWorker, ChildWorker {
  /** Address of its REST API. */
  URI url();

  /** Starts the worker; it may not be ready yet when this returns. */
  void start();

  /** Returns when the worker is a member of its cluster and answers requests. */
  void awaitReady(Duration patience) throws InterruptedException;

  /** The process it runs in, while it runs. */
  long pid();

  /** Stops connectors, tasks and worker in order, and waits till they are gone. */
  void stop();

  /**
   * Ends the worker as {@code kill -9} does.
   *
   * @throws UnsupportedOperationException if it runs in this JVM
   */
  void kill();
}
