package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.job.Job.Phase;

/**
 * How long to wait between two questions about a job, in ns.
 *
 * <p>RunPod keeps the result of a synchronous job for one minute after its end. So such jobs are
 * asked about in turn with the better part of the budget, however deep in the queue they are.
 */
final class Intervals {
  /** The part of the requests that synchronous jobs may use before they are asked less often. */
  private static final double SYNC_SHARE = 0.8;

  private final PollLimits limits;
  private final double perSecond;
  private final Watchlist jobs;

  /**
   * @param perSecond requests a second that may be made in all
   */
  Intervals(PollLimits limits, double perSecond, Watchlist jobs) {
    this.limits = limits;
    this.perSecond = perSecond;
    this.jobs = jobs;
  }

  /** From now to the next question about a job that nothing new is known of. */
  long of(Watched entry) {
    return switch (entry.phase) {
      case QUEUED -> queued(entry);
      case RUNNING -> entry.announced ? gap(entry) : running(entry);
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

  private long queued(Watched entry) {
    if (!jobs.inFrontier(entry)) {
      return entry.sync ? sync() : limits.sweepInterval().toNanos();
    }
    boolean head = entry == jobs.head().orElse(null);
    return head && !entry.announced ? limits.headInterval().toNanos() : gap(entry);
  }

  /** None with a long poll, a fair turn without. */
  private long running(Watched entry) {
    long turn = jobs.running() <= limits.longPolls() ? 0 : turn(jobs.running(), perSecond);
    return entry.sync ? Math.min(turn, sync()) : turn;
  }

  /** Of a synchronous job that is not better off otherwise. */
  private long sync() {
    return Math.max(
        limits.frontierInterval().toNanos(), turn(jobs.syncJobs(), perSecond * SYNC_SHARE));
  }

  private static long turn(int jobs, double perSecond) {
    return (long) (jobs / perSecond * 1e9);
  }
}
