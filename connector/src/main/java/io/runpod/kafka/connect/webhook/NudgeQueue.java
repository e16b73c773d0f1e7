package io.runpod.kafka.connect.webhook;

import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes nudges from the REST server's threads and appends them to the ledger on a thread of its
 * own: the append may wait for brokers, and a call must not. Bounded; what does not fit is refused.
 */
final class NudgeQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NudgeQueue.class);
  private static final long REPORT_INTERVAL = Duration.ofMinutes(1).toNanos();
  private static final long LOOK_AGAIN = Duration.ofSeconds(5).toNanos();

  private final BlockingQueue<JobId> waiting;
  private final BooleanSupplier ledgerExists;
  private final Function<LedgerEntry, CompletableFuture<?>> ledger;
  private final WebhookCounters counters;
  private final Thread thread = new Thread(this::run, "runpod-webhook-nudges");
  private boolean found;
  private long lookedAt;
  private String reported;
  private long reportedAt = System.nanoTime();

  /**
   * @param ledgerExists whether there is a ledger to append to. It is looked for before the first
   *     append, for that would make a broker create it, with settings that a ledger must not have
   * @param ledger appends
   */
  NudgeQueue(
      int size,
      BooleanSupplier ledgerExists,
      Function<LedgerEntry, CompletableFuture<?>> ledger,
      WebhookCounters counters) {
    this.waiting = new ArrayBlockingQueue<>(size);
    this.ledgerExists = ledgerExists;
    this.ledger = ledger;
    this.counters = counters;
    this.reported = counters.toString();
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Takes a nudge, without waiting; false if it does not fit. Thread-safe. */
  boolean offer(JobId job) {
    return waiting.offer(job);
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        JobId job = waiting.poll(REPORT_INTERVAL, TimeUnit.NANOSECONDS);
        if (job != null) {
          append(job);
        }
        report();
      }
    } catch (InterruptedException closed) {
      // what still waits is found by polling
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it ends in a counter, and never fails
  private void append(JobId job) {
    try {
      if (!mayAppend()) {
        counters.countLost();
        return;
      }
      ledger
          .apply(new LedgerEntry.Nudge(job))
          .whenComplete(
              (done, failure) -> {
                if (failure != null) {
                  counters.countLost();
                  LOG.debug("nudge of job={} is lost", job, failure);
                }
              });
    } catch (RuntimeException e) {
      // one that ends this thread would end all nudges
      counters.countLost();
      LOG.warn("nudge of job={} is lost", job, e);
    }
  }

  private boolean mayAppend() {
    long now = System.nanoTime();
    if (!found && (lookedAt == 0 || now - lookedAt > LOOK_AGAIN)) {
      lookedAt = now;
      found = ledgerExists.getAsBoolean();
    }
    return found;
  }

  private void report() {
    long now = System.nanoTime();
    String counts = counters.toString();
    if (now - reportedAt >= REPORT_INTERVAL && !counts.equals(reported)) {
      LOG.info("webhooks so far: {}", counts);
      reported = counts;
      reportedAt = now;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
