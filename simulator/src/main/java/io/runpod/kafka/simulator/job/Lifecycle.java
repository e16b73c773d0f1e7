package io.runpod.kafka.simulator.job;

import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.JobState;
import io.runpod.kafka.simulator.Timing;
import io.runpod.kafka.simulator.job.LifeOfAJob.Action;

/**
 * The only place that changes a job's state, and what goes with every change: history, counters,
 * the time it will be kept, and the calls that wait for it. Owned by the endpoint's lock.
 */
final class Lifecycle {

  private final EndpointOptions options;
  private final Agenda agenda;
  private final Register register;
  private final WaitingRoom waitingRoom;
  private final Counters counters;
  private final Announcements announcements;

  Lifecycle(
      EndpointOptions options,
      Agenda agenda,
      Register register,
      WaitingRoom waitingRoom,
      Counters counters,
      Announcements announcements) {
    this.options = options;
    this.agenda = agenda;
    this.register = register;
    this.waitingRoom = waitingRoom;
    this.counters = counters;
    this.announcements = announcements;
  }

  /**
   * A new job is known from now until its ttl.
   *
   * @param timeUp what to do when its time is up, in whatever state it is then
   */
  void begin(Job job, Runnable timeUp) {
    job.timeUp = timeUp;
    register.add(job);
    expireAt(job, endOfTtl(job));
  }

  /** Moves the job as the table says; false and no change where the table does not allow it. */
  boolean move(Job job, Action action) {
    JobState from = job.state();
    JobState to = LifeOfAJob.next(from, action).orElse(from);
    if (to == from) {
      return false;
    }
    job.enter(to, agenda.now());
    count(from, to, action);
    if (to.isTerminal()) {
      job.endedAt = agenda.now();
      long kept = options.millis(job.sync() ? Timing.RUNSYNC_RETENTION : Timing.RUN_RETENTION);
      expireAt(job, Math.min(agenda.now() + kept, endOfTtl(job)));
      waitingRoom.dismissAll(job);
      if (to != JobState.CANCELLED) {
        announcements.announce(job);
      }
    } else if (to == JobState.GONE) {
      agenda.drop(job.expiry);
      register.bury(job);
      waitingRoom.dismissAll(job);
    } else if (action == Action.RETRY) {
      expireAt(job, endOfTtl(job));
    }
    return true;
  }

  /** Keeps a finished job no longer than {@code ttlMs} from now; others are not touched. */
  void shorten(Job job, long ttlMs) {
    if (job.state().isTerminal()) {
      long end = agenda.now() + Math.min(ttlMs, Agenda.NEVER - 1 - agenda.now());
      expireAt(job, Math.min(end, job.expiry.due()));
    }
  }

  /** Plans the job's end for {@code at}, in place of the time planned before. */
  private void expireAt(Job job, long at) {
    agenda.drop(job.expiry);
    job.expiry = agenda.at(at, job.timeUp);
  }

  private long endOfTtl(Job job) {
    long ttl = job.submission().policy().ttlMs().orElse(options.millis(Timing.TTL));
    return ttl > Agenda.NEVER - 1 - job.acceptedAt() ? Agenda.NEVER - 1 : job.acceptedAt() + ttl;
  }

  private void count(JobState from, JobState to, Action action) {
    if (from == JobState.IN_PROGRESS) {
      counters.inProgress--;
    }
    switch (to) {
      case IN_PROGRESS -> counters.inProgress++;
      case COMPLETED -> counters.completed++;
      case FAILED, TIMED_OUT -> counters.failed++;
      default -> {
        if (action == Action.LOSE || action == Action.RETRY) {
          counters.retried++;
        }
      }
    }
  }
}
