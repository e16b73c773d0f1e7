package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.job.Job;
import java.time.Duration;

/** Chooses how a job is asked about. */
final class Questions {
  private static final long STATUS_SYNC_AGAIN = Duration.ofMinutes(10).toNanos();

  private final PollLimits limits;
  private boolean statusSync = true;
  private long withoutSince;

  Questions(PollLimits limits) {
    this.limits = limits;
  }

  /**
   * {@code /status-sync} is not to be had: it is not documented any more. Something on the way may
   * have answered in RunPod's place, so it is tried again some time later.
   */
  void withoutStatusSync(long now) {
    statusSync = false;
    withoutSince = now;
  }

  private boolean statusSync(long now) {
    statusSync |= now - withoutSince >= STATUS_SYNC_AGAIN;
    return statusSync;
  }

  /**
   * @param mayHold RunPod may be asked to hold one more answer
   */
  Poll about(Watched watched, boolean mayHold, long now) {
    Job job = watched.job;
    return switch (watched.phase) {
      case QUEUED, FINISHING -> status(job);
      case DRAINING -> new Poll(job, Poll.Kind.STREAM, limits.drainHold());
      case RUNNING -> {
        if (watched.nudged || !mayHold) {
          yield status(job);
        }
        if (!job.streamed()) {
          yield statusSync(now) && !watched.announced
              ? new Poll(job, Poll.Kind.STATUS_SYNC, limits.statusHold())
              : status(job);
        }
        // /stream tells no progress, so the full status is read now and then
        boolean refresh =
            !watched.statusRead || now - watched.statusAt >= limits.refreshInterval().toNanos();
        yield refresh ? status(job) : new Poll(job, Poll.Kind.STREAM, limits.streamHold());
      }
      case WITHHELD, ENDED -> throw new IllegalStateException(job + " is not asked about");
    };
  }

  private static Poll status(Job job) {
    return new Poll(job, Poll.Kind.STATUS, Duration.ZERO);
  }
}
