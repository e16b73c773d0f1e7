package io.runpod.kafka.connect.flow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whether the next job of an endpoint is asked for synchronously, so that its result comes with the
 * answer: if the last jobs that were would most likely have been over within the wait. A few probes
 * begin; where jobs take longer than that, one in a while is a probe still. Owned by one thread.
 *
 * <pre>
 *   each synchronous request:  asked() ─► finished(took) | ranOut() | neither, nothing was learnt ─► ended()
 *   each other one:            passed()
 * </pre>
 */
public final class ModeChoice {
  /** Jobs asked for synchronously before there is anything to choose by. */
  static final int PROBES = 5;

  /** Observations that are remembered. */
  static final int MEMORY = 10;

  /** One job of so many is a probe while the others are not asked for synchronously. */
  static final int PROBE_EVERY = 20;

  /** The part of the observations that has to fit into the wait. */
  private static final double MOST = 0.8;

  private static final Duration TOO_LONG = Duration.ofSeconds(Long.MAX_VALUE);

  private final Deque<Duration> times = new ArrayDeque<>();
  private int open;
  private int passed;

  /** True if the next job, which may be waited for so long, is to be asked for synchronously. */
  public boolean sync(Duration wait) {
    if (times.size() < PROBES) {
      return times.size() + open < PROBES;
    }
    long within = times.stream().filter(took -> took.compareTo(wait) <= 0).count();
    return within >= MOST * times.size() || passed >= PROBE_EVERY - 1;
  }

  /** A job was asked for synchronously, chosen here or not. */
  public void asked() {
    open++;
    passed = 0;
  }

  /** A job that was chosen for here was not asked for synchronously. */
  public void passed() {
    passed++;
  }

  /** A job was over within its wait. */
  public void finished(Duration took) {
    remember(took);
  }

  /** A job was not over within its wait; how long it takes is not known. */
  public void ranOut() {
    remember(TOO_LONG);
  }

  /** A synchronous request has ended, whatever was learnt from it. */
  public void ended() {
    open--;
  }

  private void remember(Duration took) {
    times.addLast(took);
    if (times.size() > MEMORY) {
      times.removeFirst();
    }
  }
}
