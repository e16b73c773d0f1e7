package io.runpod.kafka.simulator.job;

import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Timing;
import java.util.Optional;

/** Starts and retires scripted workers as the queue demands. Owned by the endpoint's lock. */
final class Staffing {

  private final EndpointOptions options;
  private final Agenda agenda;
  private final Crew crew;
  private final Runnable dispatch;

  Staffing(EndpointOptions options, Agenda agenda, Crew crew, Runnable dispatch) {
    this.options = options;
    this.agenda = agenda;
    this.crew = crew;
    this.dispatch = dispatch;
    for (int worker = 0; worker < options.minWorkers(); worker++) {
      crew.join();
    }
  }

  /** A place on a ready worker. */
  Optional<Crew.Worker> take() {
    Optional<Crew.Worker> worker = crew.take();
    worker.ifPresent(taken -> agenda.drop(taken.retirement));
    return worker;
  }

  void release(Crew.Worker worker) {
    crew.release(worker);
    retireLater(worker);
  }

  /** Starts workers for jobs that found no place, up to the endpoint's most. */
  void startFor(int jobsWithoutPlace) {
    int wanted = Math.min(jobsWithoutPlace, options.workers() - crew.size());
    while (crew.starting() < wanted) {
      crew.start();
      agenda.in(options.millis(Timing.COLD_START), this::arrive);
    }
  }

  private void arrive() {
    Crew.Worker worker = crew.arrive();
    dispatch.run();
    retireLater(worker);
  }

  private void retireLater(Crew.Worker worker) {
    if (worker.isIdle() && options.minWorkers() < options.workers()) {
      agenda.drop(worker.retirement);
      worker.retirement = agenda.in(options.millis(Timing.IDLE_TIMEOUT), () -> retire(worker));
    }
  }

  private void retire(Crew.Worker worker) {
    if (worker.isIdle() && crew.size() > options.minWorkers()) {
      crew.dismiss(worker);
    }
  }
}
