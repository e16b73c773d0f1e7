package io.runpod.kafka.connect.flow;

import java.time.Duration;

/**
 * Until when a task may submit without hearing from its consumer's loop again. A process that was
 * stopped for longer may have lost its partitions without knowing: the first sign of life after
 * such a pause does not count, for the consumer has not been asked since. Owned by one thread; time
 * is in ns of one monotonic clock.
 */
public final class SendLease {
  private final long length;
  private long last;

  public SendLease(Duration length, long now) {
    this.length = length.toNanos();
    this.last = now;
  }

  /** A sign of life; returns the time at which the lease ends, which may be past already. */
  public long seen(long now) {
    boolean late = now - last >= length;
    long until = late ? now : now + length;
    last = now;
    return until;
  }
}
