package io.runpod.kafka.sandbox.stack;

import java.time.Duration;
import java.util.function.Predicate;

/** Waits for what another process is about to do, by looking again and again. */
public final class Wait {
  private static final Duration STEP = Duration.ofMillis(100);

  private Wait() {}

  /** What there is to see now; it may throw if waiting is in vain. */
  public interface Look<T, E extends Exception> {
    T look() throws E, InterruptedException;
  }

  /**
   * Looks, each 100 ms, until it is enough or the time is over.
   *
   * @return what was seen last, enough or not
   */
  public static <T, E extends Exception> T until(
      Duration patience, Look<T, E> look, Predicate<T> enough) throws E, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    T seen = look.look();
    while (!enough.test(seen) && System.nanoTime() < deadline) {
      Thread.sleep(STEP.toMillis());
      seen = look.look();
    }
    return seen;
  }
}
