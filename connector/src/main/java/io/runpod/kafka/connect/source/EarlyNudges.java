package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nudges of jobs that are not known yet: a webhook can overtake the record of its job's submission.
 * They are kept a minute, then dropped and counted. Bounded; the oldest go first. Owned by the
 * task's thread.
 */
final class EarlyNudges {
  static final int MOST = 10_000;
  private static final Logger LOG = LoggerFactory.getLogger(EarlyNudges.class);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Map<JobId, Instant> waiting = new LinkedHashMap<>();
  private Instant reported = Instant.MIN;
  private long dropped;

  void keep(JobId job, Instant now) {
    drop(now);
    waiting.putIfAbsent(job, now);
    if (waiting.size() > MOST) {
      waiting.remove(waiting.keySet().iterator().next());
      dropped++;
    }
  }

  /** True if there is a nudge of the job, which is kept no longer then. */
  boolean take(JobId job, Instant now) {
    drop(now);
    return waiting.remove(job) != null;
  }

  /** Nudges so far whose jobs did not become known. */
  long dropped() {
    return dropped;
  }

  private void drop(Instant now) {
    long before = dropped;
    Iterator<Instant> oldest = waiting.values().iterator();
    while (oldest.hasNext() && !oldest.next().plus(PATIENCE).isAfter(now)) {
      oldest.remove();
      dropped++;
    }
    if (dropped > before && !now.isBefore(reported)) {
      reported = now.plus(PATIENCE);
      LOG.info("nudges so far of jobs that are not this connector's: {}", dropped);
    }
  }
}
