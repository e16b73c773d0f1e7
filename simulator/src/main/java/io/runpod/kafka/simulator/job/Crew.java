package io.runpod.kafka.simulator.job;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The scripted workers of an endpoint and their free places. Owned by the endpoint's lock; O(1) but
 * for {@link #dismiss}, which happens once in a worker's life.
 */
final class Crew {

  /** One worker; holds as many jobs at once as its concurrency allows. */
  static final class Worker {
    private final String id;
    private int busy;
    Agenda.Entry retirement = Agenda.Entry.NOTHING;

    private Worker(String id) {
      this.id = id;
    }

    String id() {
      return id;
    }

    boolean isIdle() {
      return busy == 0;
    }
  }

  private final int concurrency;
  private final Supplier<String> ids;
  private final Set<Worker> workers = new LinkedHashSet<>();
  private final Deque<Worker> withPlaces = new ArrayDeque<>();
  private int starting;
  private int running;
  private int throttled;
  private int unhealthy;

  Crew(int concurrency, Supplier<String> ids) {
    this.concurrency = concurrency;
    this.ids = ids;
  }

  /** A worker begins its cold start. */
  void start() {
    starting++;
  }

  /** A worker that was starting is ready. */
  Worker arrive() {
    starting--;
    return join();
  }

  /** A worker that is ready from the beginning. */
  Worker join() {
    Worker worker = new Worker(ids.get());
    workers.add(worker);
    withPlaces.add(worker);
    return worker;
  }

  /** An idle worker leaves. */
  void dismiss(Worker worker) {
    workers.remove(worker);
    withPlaces.remove(worker);
  }

  /** Takes a place on the worker that has waited longest. */
  Optional<Worker> take() {
    Worker worker = withPlaces.peekFirst();
    if (worker == null || (worker.isIdle() && idle() == 0)) {
      return Optional.empty();
    }
    if (worker.busy == 0) {
      running++;
    }
    worker.busy++;
    if (worker.busy == concurrency) {
      withPlaces.removeFirst();
    }
    return Optional.of(worker);
  }

  void release(Worker worker) {
    if (worker.busy == concurrency) {
      withPlaces.addLast(worker);
    }
    worker.busy--;
    if (worker.busy == 0) {
      running--;
    }
  }

  /** So many workers take no new jobs; those that have some finish them first. */
  void ail(int throttledWorkers, int unhealthyWorkers) {
    throttled = throttledWorkers;
    unhealthy = unhealthyWorkers;
  }

  int throttled() {
    return throttled;
  }

  int unhealthy() {
    return unhealthy;
  }

  int size() {
    return workers.size();
  }

  int starting() {
    return starting;
  }

  int running() {
    return running;
  }

  /** Workers without a job that could take one. */
  int idle() {
    return Math.max(0, workers.size() - running - throttled - unhealthy);
  }
}
