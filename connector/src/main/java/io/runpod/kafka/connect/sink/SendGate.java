package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.flow.Pace;
import io.runpod.kafka.connect.flow.WorkerLimit;
import io.runpod.kafka.connect.metrics.Metrics;
import java.time.Duration;

/**
 * Whether a request may be sent now: the task's loop is alive, a slot is free and the rate allows
 * it. Owned by the engine's thread, but for {@link #openUntil} and what is shown.
 */
final class SendGate {
  private static final long LOOK_AGAIN = Duration.ofMillis(100).toNanos();

  private final int slots;
  private final WorkerLimit limit;
  private final Pace pace;
  private volatile long until;
  private volatile double perSecond;
  private int taken;
  private boolean shut;

  SendGate(int slots, WorkerLimit limit, Pace pace, long now) {
    this.slots = slots;
    this.limit = limit;
    this.pace = pace;
    this.until = now;
    this.perSecond = pace.perSecond(now);
  }

  void show(Metrics metrics) {
    metrics.gauge(
        "sending-rate",
        "Requests a second that this task may send: its share of the limit, or less for a while"
            + " after RunPod refused some as too many.",
        () -> perSecond);
  }

  /** Any thread. */
  void openUntil(long time) {
    until = time;
  }

  /** Opens never again. */
  void shut() {
    shut = true;
  }

  /** True if what has its slot already may go on. */
  boolean open(long now) {
    return !shut && now - until < 0;
  }

  /** So many workers of the endpoint run. */
  void workers(int running, long now) {
    limit.read(running, now);
  }

  /** Takes a slot and the right to one request, if both are there. */
  boolean tryEnter(long now) {
    follow(now);
    if (!open(now) || taken >= slots || !pace.tryTake(now)) {
      return false;
    }
    taken++;
    return true;
  }

  /** Gives the slot back. */
  void leave() {
    taken--;
  }

  void throttled(long now) {
    pace.throttled(now);
    follow(now);
  }

  private void follow(long now) {
    pace.limit(limit.at(now), now);
    perSecond = pace.perSecond(now);
  }

  void quiet(long time) {
    pace.quiet(time);
  }

  /** How long nobody will get through unless a slot is given back; at most {@code longest}. */
  long nanosToNext(long now, long longest) {
    if (shut || taken >= slots) {
      return longest;
    }
    return Math.min(longest, open(now) ? pace.nanosToNext(now) : LOOK_AGAIN);
  }
}
