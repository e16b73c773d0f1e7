package io.runpod.kafka.connect.poll;

import java.util.Comparator;

/**
 * How far into the queue RunPod has come, to find jobs that it passes by. A job that is found in
 * the queue was passed by if one behind it was known to have left when it was asked about. Not
 * thread-safe.
 */
final class Overtaking {
  private final Comparator<Watched> order;
  private Watched furthest;

  /**
   * @param order the order of the queue
   */
  Overtaking(Comparator<Watched> order) {
    this.order = order;
  }

  /** The job has left the queue. */
  void left(Watched job) {
    if (furthest == null || order.compare(job, furthest) > 0) {
      furthest = job;
    }
  }

  /** True if a job behind it has left the queue. */
  boolean of(Watched queued) {
    return furthest != null && order.compare(queued, furthest) < 0;
  }
}
