package io.runpod.kafka.connect.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Says why jobs wait, where one has waited for too long: RunPod itself tells nobody. At most once
 * in the time that counts as too long. Owned by one thread.
 */
public final class QueueWarning {
  private final Duration limit;
  private Instant next = Instant.MIN;

  /**
   * @param limit how long a job may wait; zero for any time
   */
  public QueueWarning(Duration limit) {
    this.limit = limit;
  }

  /**
   * @param oldest the job that has waited longest
   * @param health a reading of just now
   * @return what to say, if it is time to
   */
  public Optional<String> of(Optional<Job> oldest, Health health, Instant now) {
    if (limit.isZero() || oldest.isEmpty() || now.isBefore(next)) {
      return Optional.empty();
    }
    Duration waited = Duration.between(Care.since(oldest.get()), now);
    if (waited.compareTo(limit) < 0) {
      return Optional.empty();
    }
    next = now.plus(limit);
    return Optional.of(
        "job=" + oldest.get().id() + " queued for " + waited.toSeconds() + " s: " + cause(health));
  }

  private static String cause(Health health) {
    if (health.running() > 0) {
      return "the workers are busy (running="
          + health.running()
          + ", throttled="
          + health.throttled()
          + ", unhealthy="
          + health.unhealthy()
          + ", inQueue="
          + health.inQueue()
          + "): the endpoint needs more of them, or fewer jobs"
          + (health.throttled() > 0 ? "; there is no capacity for those throttled" : "");
    } else if (health.idle() + health.ready() > 0) {
      return "workers are ready and take nothing (idle="
          + health.idle()
          + ", ready="
          + health.ready()
          + ", inQueue="
          + health.inQueue()
          + "): do their handlers fetch jobs?";
    } else if (health.unhealthy() > 0) {
      return "no worker is well (unhealthy="
          + health.unhealthy()
          + "): they crash when they start, see their logs";
    } else if (health.throttled() > 0) {
      return "the workers are throttled (throttled="
          + health.throttled()
          + "): there is no capacity for their kind of GPU, allow others";
    } else if (health.initializing() > 0) {
      return "the workers are still starting (initializing=" + health.initializing() + ")";
    }
    return "the endpoint has no workers: is its maximum 0, or its balance used up?";
  }
}
