package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.job.Job.Phase;
import java.time.Duration;

/**
 * How long to wait between two questions about a job, in ns.
 *
 * <p>RunPod keeps the result of a synchronous job for one minute after its end. So such jobs are
 * asked about in turn with the better part of the budget, however deep in the queue they are.
 */
final class Intervals {
  /** The part of the requests that synchronous jobs may use before they are asked less often. */
  private static final double SYNC_SHARE = 1 - Agenda.OTHERS;

  /** Each job of a long queue is due again after a third of the retention, as the budget allows. */
  private static final long LONGEST_SWEEP = Duration.ofMinutes(10).toNanos();

  private final PollLimits limits;
  private final PollBudget budget;
  private final Watchlist jobs;

  Intervals(PollLimits limits, PollBudget budget, Watchlist jobs) {
    this.limits = limits;
    this.budget = budget;
    this.jobs = jobs;
  }

  /** From now to the next question about a job that nothing new is known of. */
  long of(Watched entry, long now) {
    return switch (entry.phase) {
      case QUEUED -> queued(entry, now);
      case RUNNING -> entry.announced ? gap(entry) : running(entry, now);
      case DRAINING, FINISHING -> 0;
      case WITHHELD, ENDED -> throw new IllegalStateException(entry.job + " is not asked about");
    };
  }

  /** Between two questions about a job that may have moved. */
  long gap(Watched entry) {
    boolean patient =
        entry.announced && (entry.phase == Phase.QUEUED || entry.phase == Phase.RUNNING);
    return (patient ? limits.announcedInterval().orElseThrow() : limits.frontierInterval())
        .toNanos();
  }

  /** So many jobs run that the slow ones have to wait. */
  boolean canWait(Watched entry) {
    return entry.slow && jobs.running() > limits.longPolls();
  }

  /** More jobs may end soon than RunPod may hold answers about: they are asked about in turn. */
  boolean inTurn() {
    return jobs.lively() > limits.longPolls();
  }

  private long queued(Watched entry, long now) {
    if (jobs.inFrontier(entry)) {
      boolean head = entry == jobs.head().orElse(null);
      return head && !entry.announced ? limits.headInterval().toNanos() : gap(entry);
    }
    if (entry.sync) {
      return sync(now);
    }
    long sweep = limits.sweepInterval().toNanos();
    return entry.aside
        // nobody knows when its turn comes: the longer it waits, the less often it is asked
        ? Math.min(sweep, Math.max(gap(entry), (now - entry.asideAt) / 2))
        : Math.max(sweep, Math.min(LONGEST_SWEEP, budget.turn(jobs.queued(), Agenda.OTHERS, now)));
  }

  /** None with a long poll, a fair turn without. */
  private long running(Watched entry, long now) {
    long turn = 0;
    if (inTurn() || canWait(entry)) {
      int others = entry.slow ? jobs.running() : jobs.lively();
      turn = Math.max(limits.headInterval().toNanos(), budget.turn(others, 1, now));
    }
    return entry.sync ? Math.min(turn, sync(now)) : turn;
  }

  /** Of a synchronous job that is not better off otherwise. */
  private long sync(long now) {
    return Math.max(
        limits.frontierInterval().toNanos(), budget.turn(jobs.syncJobs(), SYNC_SHARE, now));
  }
}
