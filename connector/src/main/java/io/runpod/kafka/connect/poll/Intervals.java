package io.runpod.kafka.connect.poll;

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

  Intervals(PollLimits limits, double perSecond) {
    this.limits = limits;
    this.perSecond = perSecond;
  }

  /** Of the first queued job. */
  long head() {
    return limits.headInterval().toNanos();
  }

  /** Of the other queued jobs of the frontier. */
  long frontier() {
    return limits.frontierInterval().toNanos();
  }

  /** Of a job deep in the queue. */
  long sweep() {
    return limits.sweepInterval().toNanos();
  }

  /** Of a running job: none with a long poll, a fair turn without. */
  long running(int running) {
    return running <= limits.longPolls() ? 0 : turn(running, perSecond);
  }

  /**
   * Of a synchronous job that is not better off otherwise.
   *
   * @param jobs how many synchronous jobs there are
   */
  long sync(int jobs) {
    return Math.max(frontier(), turn(jobs, perSecond * SYNC_SHARE));
  }

  private static long turn(int jobs, double perSecond) {
    return (long) (jobs / perSecond * 1e9);
  }
}
