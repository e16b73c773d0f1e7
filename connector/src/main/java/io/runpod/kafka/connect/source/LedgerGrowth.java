package io.runpod.kafka.connect.source;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a minute whether the ledger still has the partitions its tasks were given: nobody
 * reads one that was added. Looks on a thread of its own, which {@link #close} ends.
 */
final class LedgerGrowth implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerGrowth.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final Supplier<OptionalInt> count;
  private final Runnable changed;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "runpod-ledger-growth");
            thread.setDaemon(true);
            return thread;
          });
  private volatile int partitions;

  /**
   * @param partitions how many there were at first
   * @param count how many there are; nothing if that is not to be had now
   * @param changed told when it is another number than before
   */
  LedgerGrowth(int partitions, Supplier<OptionalInt> count, Runnable changed) {
    this.partitions = partitions;
    this.count = count;
    this.changed = changed;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it is cancelled by close, and look never throws
  void start() {
    thread.scheduleWithFixedDelay(
        this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** How many partitions the ledger had when it was last looked. Any thread. */
  int partitions() {
    return partitions;
  }

  void look() {
    try {
      OptionalInt found = count.get();
      if (found.isPresent() && found.getAsInt() != partitions) {
        LOG.warn("the ledger had partitions={} and has {} now", partitions, found.getAsInt());
        partitions = found.getAsInt();
        changed.run();
      }
    } catch (RuntimeException e) {
      LOG.warn("could not look whether the ledger has other partitions now", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
