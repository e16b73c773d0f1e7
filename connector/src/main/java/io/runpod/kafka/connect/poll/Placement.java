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
    entry.postponed = false;
    entry.refused = false;
    entry.missing = false;
    rank(entry, now);
    jobs.look(entry, now);
    if (entry.phase.quiet()) {
      jobs.remove(entry);
    } else {
      schedule(entry, entry.nudged ? now - URGENT : now + intervals.of(entry, now));
    }
  }

  /** The same, if it was just asked about in vain: not at once again. */
  void placeWithGap(Watched entry, long now) {
    jobs.stillQueued(entry, now).forEach(moved -> movedUp(moved, now));
    place(entry, now);
    if (entry.phase != Phase.QUEUED && !entry.phase.quiet() && !entry.nudged) {
      schedule(entry, Math.max(now, entry.askedAt + intervals.gap(entry)));
    }
  }

  void postpone(Watched entry, Duration delay, long now) {
    entry.refused = false;
    putOff(entry, delay, now);
  }

  void refused(Watched entry, Duration delay, long now) {
    entry.refused = true;
    putOff(entry, delay, now);
  }

  private void putOff(Watched entry, Duration delay, long now) {
    rank(entry, now);
    entry.postponed = true;
    schedule(entry, now + delay.toNanos());
  }

  void missing(Watched entry, Duration delay, long now) {
    entry.missing = true;
    postpone(entry, delay, now);
  }

  private void standAside(Watched entry, long now) {
    jobs.mayBeGone(entry, now).forEach(moved -> movedUp(moved, now));
  }

  void nudge(Watched entry, long now) {
    if (entry.phase.quiet()) {
      return;
    }
    entry.nudged = true;
    if (entry.state == Watched.State.DUE) {
      entry.postponed = false;
      schedule(entry, now - URGENT);
    }
  }

  void soon(Watched entry, long now) {
    if (!entry.phase.quiet() && entry.state == Watched.State.DUE && !entry.nudged) {
      entry.postponed = false;
      standAside(entry, now);
      schedule(entry, now);
    }
  }

  void hold(Watched entry, long until) {
    if (entry.phase.quiet()) {
      return;
    }
    entry.heldUntil = until;
    if (entry.state == Watched.State.DUE) {
      entry.postponed = false;
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
    for (Watched moved : jobs.rank(entry, now)) {
      movedUp(moved, now);
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
  private void movedUp(Watched moved, long now) {
    if (moved.state == Watched.State.DUE && !moved.nudged) {
      schedule(moved, moved.postponed ? moved.dueAt : now + intervals.gap(moved));
    }
  }

  private void schedule(Watched entry, long at) {
    entry.state = Watched.State.DUE;
    long dueAt = entry.heldUntil == Watched.FREE ? at : Math.max(at, entry.heldUntil);
    agenda.put(entry, lane(entry), dueAt);
  }

  private Agenda.Lane lane(Watched entry) {
    if (entry.sync) {
      return Agenda.Lane.SYNC;
    } else if (entry.nudged) {
      return Agenda.Lane.DUE;
    } else if (entry.missing) {
      return Agenda.Lane.DOUBTFUL;
    } else if (entry.queued && !jobs.inFrontier(entry)) {
      boolean doubtful = entry.aside || entry.postponed;
      return doubtful ? Agenda.Lane.DOUBTFUL : Agenda.Lane.SWEEP;
    }
    return intervals.canWait(entry) ? Agenda.Lane.DOUBTFUL : Agenda.Lane.DUE;
  }
}
