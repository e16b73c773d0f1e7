package io.runpod.kafka.sandbox;

import io.runpod.kafka.sandbox.stack.Worker;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The Connect workers of one cluster, numbered from 0. Owned by one thread. */
final class WorkerGroup {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final List<Worker> workers = new ArrayList<>();
  private final IntFunction<Worker> further;

  /**
   * @param further makes the worker with that number, in a JVM of its own
   */
  WorkerGroup(Worker first, IntFunction<Worker> further) {
    this.workers.add(first);
    this.further = further;
  }

  /** Has that many workers, started or not. */
  void extendTo(int number) {
    while (workers.size() < number) {
      workers.add(further.apply(workers.size()));
    }
  }

  /** Address of the worker's REST API. */
  URI url(int worker) {
    return workers.get(worker).url();
  }

  /** The process the worker runs in. */
  ProcessHandle process(int worker) {
    return ProcessHandle.of(workers.get(worker).pid()).orElseThrow();
  }

  void startAll() {
    workers.forEach(Worker::start);
  }

  void awaitAll() throws InterruptedException {
    for (int worker = 0; worker < workers.size(); worker++) {
      awaitReady(worker);
    }
  }

  /** Starts the worker; it is not ready yet when this returns. */
  void start(int worker) {
    workers.get(worker).start();
  }

  void awaitReady(int worker) throws InterruptedException {
    workers.get(worker).awaitReady(PATIENCE);
  }

  /** Adds a worker, starts it, and returns its number. */
  int add() throws InterruptedException {
    int number = workers.size();
    extendTo(number + 1);
    start(number);
    awaitReady(number);
    return number;
  }

  void stop(int worker) {
    workers.get(worker).stop();
  }

  void kill(int worker) {
    workers.get(worker).kill();
  }

  void stopAll() {
    Stopping.all(workers.stream().<Runnable>map(worker -> worker::stop).toList());
  }
}
