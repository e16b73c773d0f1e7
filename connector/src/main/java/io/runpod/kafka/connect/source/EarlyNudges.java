package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.metrics.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Nudges of jobs that are not known yet: a webhook can overtake the record of its job's submission.
 * They are kept a minute, then dropped and counted. Bounded; the oldest go first. Owned by the
 * task's thread, but for the count.
 */
final class EarlyNudges {
  static final int MOST = 10_000;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Map<JobId, Instant> waiting = new LinkedHashMap<>();
  private final AtomicLong dropped = new AtomicLong();

  void show(Metrics metrics) {
    metrics.gauge(
        "nudges-dropped-total",
        "Webhooks about jobs that did not become known within a minute.",
        dropped::get);
  }

  void keep(JobId job, Instant now) {
    drop(now);
    waiting.putIfAbsent(job, now);
    if (waiting.size() > MOST) {
      waiting.remove(waiting.keySet().iterator().next());
      dropped.incrementAndGet();
    }
  }

  /** True if there is a nudge of the job, which is kept no longer then. */
  boolean take(JobId job, Instant now) {
    drop(now);
    return waiting.remove(job) != null;
  }

  /** Nudges so far whose jobs did not become known. */
  long dropped() {
    return dropped.get();
  }

  private void drop(Instant now) {
    Iterator<Instant> oldest = waiting.values().iterator();
    while (oldest.hasNext() && !oldest.next().plus(PATIENCE).isAfter(now)) {
      oldest.remove();
      dropped.incrementAndGet();
    }
  }
}
