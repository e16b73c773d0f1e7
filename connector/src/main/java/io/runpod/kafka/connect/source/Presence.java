package io.runpod.kafka.connect.source;

import java.time.Duration;

/**
 * Notices that a task was away, as it is when its process was paused: it may have been missed, and
 * another may read its streams by now. Owned by the task's thread; time is in ns of one monotonic
 * clock.
 */
final class Presence {
  /** Below the shortest session a broker grants a worker by default, which is 6 s. */
  static final Duration LONGEST = Duration.ofSeconds(5);

  private boolean begun;
  private long lastSeen;

  /** The task does something now; true if it did nothing for so long that it may be missed. */
  boolean wasAway(long now) {
    boolean away = begun && now - lastSeen > LONGEST.toNanos();
    begun = true;
    lastSeen = now;
    return away;
  }
}
