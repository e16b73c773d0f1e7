package io.runpod.kafka.simulator.job;

import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.job.LifeOfAJob.Action;
import java.util.Optional;

/**
 * Brings queued jobs and scripted workers together and plays the scripts. Owned by the endpoint's
 * lock.
 */
final class Shift {

  private final EndpointOptions options;
  private final Agenda agenda;
  private final Backlog backlog;
  private final Crew crew;
  private final Lifecycle lifecycle;
  private final WaitingRoom waitingRoom;
  private final ScriptReader scripts;

  Shift(
      EndpointOptions options,
      Agenda agenda,
      Backlog backlog,
      Crew crew,
      Lifecycle lifecycle,
      WaitingRoom waitingRoom) {
    this.options = options;
    this.agenda = agenda;
    this.backlog = backlog;
    this.crew = crew;
    this.lifecycle = lifecycle;
    this.waitingRoom = waitingRoom;
    this.scripts = new ScriptReader(options.jobDuration().toMillis(), options.script());
    for (int worker = 0; worker < options.minWorkers(); worker++) {
      crew.join();
    }
  }

  /** Gives queued jobs to free places, and starts workers where there are none. */
  void dispatch() {
    while (backlog.size() > 0) {
      Optional<Crew.Worker> worker = crew.take();
      if (worker.isEmpty()) {
        break;
      }
      agenda.drop(worker.get().retirement);
      backlog.poll().ifPresent(job -> begin(job, worker.get()));
    }
    int wanted = Math.min(backlog.sizeThatScales(), options.workers() - crew.size());
    while (crew.starting() < wanted) {
      crew.start();
      agenda.in(options.coldStart().toMillis(), this::arrive);
    }
  }

  /** Takes the job from its worker, if one has it, and the worker's place is free again. */
  void leave(Job job) {
    job.run.ifPresent(
        run -> {
          agenda.drop(run.nextStep);
          agenda.drop(run.deadline);
          run.letGo().ifPresent(this::free);
        });
    job.run = Optional.empty();
  }

  private void arrive() {
    Crew.Worker worker = crew.arrive();
    dispatch();
    retireLater(worker);
  }

  private void begin(Job job, Crew.Worker worker) {
    lifecycle.move(job, Action.DISPATCH);
    job.dispatches++;
    job.startedAt = agenda.now();
    job.workerId = Optional.of(worker.id());
    Run run = new Run(worker, scripts.read(job.submission().input(), worker.id()), agenda.now());
    job.run = Optional.of(run);
    long timeout =
        job.submission()
            .policy()
            .executionTimeoutMs()
            .orElse(options.executionTimeout().toMillis());
    run.deadline = agenda.in(timeout, () -> lose(job));
    plan(job, run);
  }

  private void plan(Job job, Run run) {
    Step step = run.next();
    if (step instanceof Step.Silence) {
      // the worker itself is free for others; only the platform still believes in the job
      run.letGo().ifPresent(this::free);
      agenda.drop(run.deadline);
      run.deadline = agenda.in(options.lostAfter().toMillis(), () -> lose(job));
      return;
    }
    run.nextStep = agenda.at(run.dueOf(step), () -> play(job, run, step));
  }

  private void play(Job job, Run run, Step step) {
    if (step instanceof Step.End end) {
      finish(job, end.outcome());
      return;
    }
    if (step instanceof Step.Chunk chunk) {
      job.chunks.add(chunk.value());
      waitingRoom.chunkArrived(job, chunk.value());
    } else if (step instanceof Step.Progress progress) {
      job.output = Optional.of(progress.value());
    }
    plan(job, run);
  }

  private void finish(Job job, Outcome outcome) {
    leave(job);
    job.output = outcome.output();
    job.error = outcome.error();
    Action action = outcome.error().isPresent() ? Action.FAIL : Action.FINISH;
    lifecycle.move(job, action);
    dispatch();
  }

  /** The attempt is lost: once more, or never again. */
  private void lose(Job job) {
    leave(job);
    job.output = Optional.empty();
    if (job.retries == 0) {
      job.retries++;
      lifecycle.move(job, Action.LOSE);
      backlog.add(job);
    } else {
      job.error = Optional.of(ErrorText.gaveUp(job.retries));
      Action action = options.timedOutStatus() ? Action.TIME_OUT : Action.GIVE_UP;
      lifecycle.move(job, action);
    }
    dispatch();
  }

  private void free(Crew.Worker worker) {
    crew.release(worker);
    retireLater(worker);
  }

  private void retireLater(Crew.Worker worker) {
    if (worker.isIdle() && options.minWorkers() < options.workers()) {
      agenda.drop(worker.retirement);
      worker.retirement =
          agenda.in(
              options.idleTimeout().toMillis(),
              () -> {
                if (worker.isIdle() && crew.size() > options.minWorkers()) {
                  crew.dismiss(worker);
                }
              });
    }
  }
}
