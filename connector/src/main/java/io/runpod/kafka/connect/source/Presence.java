package io.runpod.kafka.connect.source;

import java.time.Duration;

/**
 * Notices that a task was away, as it is when its process was paused: it may have been missed, and
 * another may read its streams by now. Owned by the task's thread; time is in ns of one monotonic
 * clock.
 */
final class Presence {
  /**
   * A worker is missed when its session has passed since its last heartbeat, and that may have been
   * due when the pause began: after 3 s with the shortest session a broker grants by default, 6 s,
   * and Connect's default between heartbeats, 3 s.
   */
  static final Duration LONGEST = Duration.ofSeconds(2);

  private boolean begun;
  private long lastSeen;

  /** The task does something now; true if it did nothing for so long that it may be missed. */
  boolean wasAway(long now) {
    boolean away = begun && now - lastSeen > LONGEST.toNanos();
    begun = true;
    lastSeen = now;
    return away;
  }

  /** When the task last did something. */
  long lastSeen() {
    return lastSeen;
  }
}
