package io.runpod.kafka.sandbox;

import io.runpod.kafka.sandbox.stack.LogTail;
import io.runpod.kafka.sandbox.stack.RunFolder;
import io.runpod.kafka.sandbox.stack.Worker;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The Connect workers of one cluster, numbered from 0. Owned by one thread. */
public final class WorkerGroup {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final List<Worker> workers = new ArrayList<>();
  private final IntFunction<Worker> further;
  private final RunFolder folder;

  /**
   * @param further makes the worker with that number, in a JVM of its own
   */
  WorkerGroup(Worker first, IntFunction<Worker> further, RunFolder folder) {
    this.workers.add(first);
    this.further = further;
    this.folder = folder;
  }

  /** Has that many workers, started or not. */
  void extendTo(int number) {
    while (workers.size() < number) {
      workers.add(further.apply(workers.size()));
    }
  }

  /** Address of the worker's REST API. */
  public URI url(int worker) {
    return workers.get(worker).url();
  }

  /** The process the worker runs in. */
  public ProcessHandle process(int worker) {
    return ProcessHandle.of(workers.get(worker).pid()).orElseThrow();
  }

  /** What a worker that runs in a JVM of its own has written so far. */
  public String log(int worker) {
    return folder.log(name(worker));
  }

  /** What a worker that runs in a JVM of its own writes from now on. */
  public LogTail followLog(int worker) {
    return folder.follow(name(worker));
  }

  /** Adds a worker to the cluster, in a JVM of its own, and returns its number. */
  public int add() throws InterruptedException {
    int number = workers.size();
    extendTo(number + 1);
    start(number);
    return number;
  }

  /** Starts a worker that was stopped or killed; when this returns, it is ready. */
  public void start(int worker) throws InterruptedException {
    launch(worker);
    awaitReady(worker);
  }

  /** The same without waiting for it. */
  public void launch(int worker) {
    workers.get(worker).start();
  }

  /** Returns when a worker that was launched is ready. */
  public void awaitReady(int worker) throws InterruptedException {
    workers.get(worker).awaitReady(PATIENCE);
  }

  /** Stops a worker in order; it stays down until {@link #start}. */
  public void stop(int worker) {
    workers.get(worker).stop();
  }

  /** Ends the worker as {@code kill -9} does; it stays down until {@link #start}. */
  public void kill(int worker) {
    workers.get(worker).kill();
  }

  void startAll() {
    workers.forEach(Worker::start);
  }

  void awaitAll() throws InterruptedException {
    for (int worker = 0; worker < workers.size(); worker++) {
      awaitReady(worker);
    }
  }

  void stopAll() {
    Stopping.all(workers.stream().<Runnable>map(worker -> worker::stop).toList());
  }

  static String name(int worker) {
    return "worker-" + (worker + 1);
  }
}
