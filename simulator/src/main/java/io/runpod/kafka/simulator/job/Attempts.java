package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Timing;
import io.runpod.kafka.simulator.job.LifeOfAJob.Action;
import java.util.Optional;

/**
 * What can happen to a job while a worker has it, whatever kind of worker that is. Owned by the
 * endpoint's lock.
 */
final class Attempts {

  private final EndpointOptions options;
  private final Agenda agenda;
  private final Backlog backlog;
  private final Lifecycle lifecycle;
  private final WaitingRoom waitingRoom;
  private final Runnable dispatch;

  /** {@code dispatch} is run whenever a place or a job may have become free. */
  Attempts(
      EndpointOptions options,
      Agenda agenda,
      Backlog backlog,
      Lifecycle lifecycle,
      WaitingRoom waitingRoom,
      Runnable dispatch) {
    this.options = options;
    this.agenda = agenda;
    this.backlog = backlog;
    this.lifecycle = lifecycle;
    this.waitingRoom = waitingRoom;
    this.dispatch = dispatch;
  }

  /** A worker takes the job; {@code letGo} gives its place back. */
  Run begin(Job job, String workerId, Runnable letGo) {
    lifecycle.move(job, Action.DISPATCH);
    job.dispatches++;
    job.chunksByDispatch.add(0);
    job.startedAt = agenda.now();
    job.workerId = Optional.of(workerId);
    Run run = new Run(workerId, letGo);
    job.run = Optional.of(run);
    long timeout =
        job.submission()
            .policy()
            .executionTimeoutMs()
            .orElse(options.millis(Timing.EXECUTION_TIMEOUT));
    run.deadline = agenda.in(timeout, () -> lose(job));
    return run;
  }

  void progress(Job job, JsonNode value) {
    job.output = Optional.of(value);
  }

  void chunk(Job job, JsonNode value) {
    for (JsonNode piece : ChunkSize.split(value)) {
      job.chunks.add(piece);
      job.chunksByDispatch.set(
          job.dispatches - 1, job.chunksByDispatch.get(job.dispatches - 1) + 1);
      waitingRoom.chunkArrived(job, piece);
    }
  }

  void finish(Job job, Outcome outcome) {
    leave(job);
    job.output = outcome.output();
    job.error = outcome.error();
    lifecycle.move(job, outcome.error().isPresent() ? Action.FAIL : Action.FINISH);
    dispatch.run();
  }

  /** Gives the platform a time after which it will believe the worker dead. */
  void doubt(Job job, Run run) {
    agenda.drop(run.silence);
    run.silence = agenda.in(options.millis(Timing.LOST_AFTER), () -> lose(job));
  }

  /** Takes the job from its worker, if one has it, and the worker's place is free again. */
  void leave(Job job) {
    job.run.ifPresent(
        run -> {
          agenda.drop(run.nextStep);
          agenda.drop(run.deadline);
          agenda.drop(run.silence);
          run.letGo();
        });
    job.run = Optional.empty();
  }

  /** The attempt is lost: once more, or never again. */
  private void lose(Job job) {
    leave(job);
    job.output = Optional.empty();
    if (options.timedOutStatus()) {
      lifecycle.move(job, Action.TIME_OUT);
    } else if (job.retries == 0) {
      job.retries++;
      lifecycle.move(job, Action.LOSE);
      backlog.add(job);
    } else {
      job.error = Optional.of(ErrorText.gaveUp(job.retries));
      lifecycle.move(job, Action.GIVE_UP);
    }
    dispatch.run();
  }
}
