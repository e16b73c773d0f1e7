package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.job.Job.Phase;
import java.time.Duration;

/**
 * Where each job stands among those to be asked about: by what it is known to do, by what others
 * do, and by what is wished of it. A job that is retried, or over, is asked nothing.
 */
final class Placement {
  /** Puts a nudged job before all that are merely due, in ns. */
  private static final long URGENT = Duration.ofHours(1).toNanos();

  /** Asked about at once when one before them has moved; each that has too doubles it. */
  private static final int MOVE_TOGETHER = 2;

  private final Watchlist jobs;
  private final Intervals intervals;
  private final Agenda agenda;

  Placement(Watchlist jobs, Intervals intervals, Agenda agenda) {
    this.jobs = jobs;
    this.intervals = intervals;
    this.agenda = agenda;
  }

  /** The job may be asked about in its turn. */
  void place(Watched entry, long now) {
    entry.missing = false;
    rank(entry, now);
    if (entry.phase.quiet()) {
      jobs.remove(entry);
    } else {
      schedule(entry, entry.nudged ? now - URGENT : now + intervals.of(entry));
    }
  }

  /** The same, if it was just asked about in vain: not at once again. */
  void placeWithGap(Watched entry, long now) {
    place(entry, now);
    if (entry.phase != Phase.QUEUED && !entry.phase.quiet() && !entry.nudged) {
      schedule(entry, Math.max(now, entry.askedAt + intervals.gap(entry)));
    }
  }

  void postpone(Watched entry, Duration delay, long now) {
    rank(entry, now);
    schedule(entry, now + delay.toNanos());
    entry.postponed = true;
  }

  void missing(Watched entry, Duration delay, long now) {
    entry.missing = true;
    postpone(entry, delay, now);
  }

  void nudge(Watched entry, long now) {
    if (entry.phase.quiet()) {
      return;
    }
    entry.nudged = true;
    if (entry.state == Watched.State.DUE) {
      schedule(entry, now - URGENT);
    }
  }

  void soon(Watched entry, long now) {
    if (!entry.phase.quiet() && entry.state == Watched.State.DUE && !entry.nudged) {
      schedule(entry, now);
    }
  }

  void hold(Watched entry, long until) {
    if (entry.phase.quiet()) {
      return;
    }
    entry.heldUntil = until;
    if (entry.state == Watched.State.DUE) {
      schedule(entry, until);
    }
  }

  void release(Watched entry, long now) {
    entry.heldUntil = Watched.FREE;
    if (entry.state == Watched.State.DUE) {
      place(entry, now);
    }
  }

  /** Puts the entry where its job's phase belongs. If it has left the frontier, others may too. */
  void rank(Watched entry, long now) {
    boolean inFrontier = jobs.inFrontier(entry);
    for (Watched moved : jobs.rank(entry)) {
      if (moved.state == Watched.State.DUE && !moved.nudged) {
        reschedule(moved, now);
      }
    }
    if (entry.phase.quiet()) {
      agenda.remove(entry);
    }
    if (inFrontier && !entry.queued) {
      jobs.frontier()
          .filter(next -> next.state == Watched.State.DUE && next.dueAt - now > 0)
          .filter(next -> !next.postponed)
          .limit(MOVE_TOGETHER)
          .forEach(next -> schedule(next, now));
    }
  }

  /** It belongs to the frontier now. */
  private void reschedule(Watched moved, long now) {
    boolean postponed = moved.postponed;
    schedule(moved, postponed ? moved.dueAt : now + intervals.gap(moved));
    moved.postponed = postponed;
  }

  private void schedule(Watched entry, long at) {
    entry.state = Watched.State.DUE;
    entry.postponed = false;
    entry.dueAt = entry.heldUntil == Watched.FREE ? at : Math.max(at, entry.heldUntil);
    entry.swept = entry.queued && !entry.nudged && !entry.sync && !jobs.inFrontier(entry);
    agenda.put(entry);
  }
}
