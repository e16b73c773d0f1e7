package io.runpod.kafka.simulator.job;

import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Timing;
import java.util.Optional;

/**
 * Brings queued jobs and workers together: real workers that wait for a job come first, as somebody
 * started them on purpose. Owned by the endpoint's lock.
 */
final class Dispatcher {

  private final Backlog backlog;
  private final Staffing staffing;
  private final RemoteWorkers remote;
  private final Attempts attempts;
  private final ScriptPlayer player;
  private final ScriptReader scripts;

  Dispatcher(
      EndpointOptions options,
      Backlog backlog,
      Staffing staffing,
      RemoteWorkers remote,
      Attempts attempts,
      ScriptPlayer player) {
    this.backlog = backlog;
    this.staffing = staffing;
    this.remote = remote;
    this.attempts = attempts;
    this.player = player;
    this.scripts = new ScriptReader(options.millis(Timing.JOB_DURATION), options.script());
  }

  /** Gives queued jobs to free places, and has workers started where there are none. */
  void dispatch() {
    while (remote.isWaiting() && backlog.size() > 0) {
      remote.serve(backlog);
    }
    while (backlog.size() > 0) {
      Optional<Crew.Worker> worker = staffing.take();
      if (worker.isEmpty()) {
        break;
      }
      backlog.poll().ifPresent(job -> begin(job, worker.get()));
    }
    staffing.startFor(backlog.sizeThatScales());
  }

  private void begin(Job job, Crew.Worker worker) {
    Run run = attempts.begin(job, worker.id(), () -> staffing.release(worker));
    job.metrics = scripts.metrics(job.submission().input());
    player.play(job, run, scripts.read(job.submission().input(), worker.id(), job.dispatches));
  }
}
