package io.runpod.kafka.connect.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A body that ends with an exception when it is too long or takes too long. The time is looked at
 * between reads: one read that gets nothing waits until the server's own idle timeout. Owned by the
 * thread of its request.
 */
final class BoundedInput extends InputStream {
  private final InputStream body;
  private final LongSupplier nanoTime;
  private final long deadline;
  private long left;

  /** The body is longer than allowed. */
  static final class TooLong extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** The body did not come in time. */
  static final class TooSlow extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param nanoTime a monotonic clock
   */
  BoundedInput(InputStream body, long maxBytes, Duration patience, LongSupplier nanoTime) {
    this.body = body;
    this.left = maxBytes;
    this.nanoTime = nanoTime;
    this.deadline = nanoTime.getAsLong() + patience.toNanos();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (deadline - nanoTime.getAsLong() < 0) {
      throw new TooSlow();
    }
    // one byte more than is allowed tells a body of just that length from a longer one
    int count = body.read(into, offset, (int) Math.min(length, left + 1));
    if (count > left) {
      throw new TooLong();
    }
    left -= Math.max(0, count);
    return count;
  }
}
