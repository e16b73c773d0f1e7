package io.runpod.kafka.connect.webhook;

import io.runpod.kafka.connect.job.JobId;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The jobs that RunPod called about a moment ago, so that a call sent again and again is one nudge
 * only. Short enough for a job that was retried to be nudged for its next end. Bounded; the oldest
 * go first. Thread-safe.
 */
final class RecentCalls {
  private static final long MEMORY = Duration.ofSeconds(10).toNanos();

  private final int most;
  private final Map<JobId, Long> calls = new LinkedHashMap<>();

  RecentCalls(int most) {
    this.most = most;
  }

  /**
   * @param now of a monotonic clock, in ns
   * @return true if there was no call about the job in the last 10 s; then it is remembered
   */
  synchronized boolean first(JobId job, long now) {
    Iterator<Long> oldest = calls.values().iterator();
    while (oldest.hasNext() && now - oldest.next() >= MEMORY) {
      oldest.remove();
    }
    if (calls.putIfAbsent(job, now) != null) {
      return false;
    }
    if (calls.size() > most) {
      calls.remove(calls.keySet().iterator().next());
    }
    return true;
  }

  /** The call about the job came to nothing: the next one counts. */
  synchronized void forget(JobId job) {
    calls.remove(job);
  }
}
