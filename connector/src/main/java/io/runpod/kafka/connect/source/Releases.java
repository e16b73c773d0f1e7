package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.job.JobId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs of one endpoint whose results RunPod need not keep any longer. Owned by the task's thread.
 *
 * <p>A result is let go of after the second commit that follows its acknowledgement: the first may
 * have begun before it, and a task that takes over from an older commit has to read the result
 * again. Letting go is a courtesy: what is over the bound, and what a crash forgets, stays at
 * RunPod for as long as it would have.
 */
final class Releases {
  private static final Logger LOG = LoggerFactory.getLogger(Releases.class);
  private static final int COMMITS = 2;
  private static final int MOST_WAITING = 10_000;
  private static final int MOST_OPEN = 4;

  private record Published(JobId job, long commits) {}

  private final Optional<Duration> ttl;
  private final Queue<Published> waiting = new ArrayDeque<>();
  private long commits;
  private int open;
  private long dropped;

  /**
   * @param ttl how much longer RunPod is to keep a result; empty if it is never asked
   */
  Releases(Optional<Duration> ttl) {
    this.ttl = ttl;
  }

  /**
   * Connect has the job's result.
   *
   * @param commitsBefore how many commits there had been then
   */
  void published(JobId job, long commitsBefore) {
    if (ttl.isEmpty()) {
      return;
    }
    if (waiting.size() < MOST_WAITING) {
      waiting.add(new Published(job, commitsBefore));
    } else if (dropped++ % MOST_WAITING == 0) {
      LOG.info("results are not released early, too many are waiting: dropped={}", dropped);
    }
  }

  /**
   * @param count commits there have been by now
   */
  void committed(long count) {
    commits = count;
  }

  /** True if there is a result to let go of now. */
  boolean due() {
    return open < MOST_OPEN && !waiting.isEmpty() && commits - waiting.peek().commits() >= COMMITS;
  }

  /** The call that lets go of the next result that is {@link #due}. */
  Call next() {
    open++;
    return Call.release(waiting.remove().job(), ttl.orElseThrow());
  }

  /** RunPod was asked, whatever it said. */
  void answered() {
    open--;
  }

  /** Results that were not remembered because too many were waiting. */
  long dropped() {
    return dropped;
  }
}
