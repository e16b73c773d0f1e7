package io.runpod.kafka.simulator.limit;

import io.runpod.kafka.simulator.Limits;
import io.runpod.kafka.simulator.Operation;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides which calls are refused with 429, in windows of 10 s of simulated time that begin with
 * the first call. Refused calls use nothing up. Thread-safe.
 */
public final class Gate {

  private static final long WINDOW_MS = 10_000;
  private static final int QUEUE_ALWAYS_ALLOWED = 50;
  private static final int QUEUE_PER_WORKER = 500;

  /** What a decision depends on besides the calls themselves. */
  public record Load(int queued, int mostWorkers, int runningWorkers) {}

  /** A refusal. {@code retryAfterSeconds} 0 = the answer does not say. */
  public record Refusal(int retryAfterSeconds) {}

  private static final class Quota {
    private long windowEnd = Long.MIN_VALUE;
    private int used;
    private int open;
  }

  private final Limits limits;
  private final Map<Operation, Quota> quotas = new EnumMap<>(Operation.class);

  public Gate(Limits limits) {
    this.limits = limits;
  }

  /**
   * A call arrives at {@code now}, simulated ms; one that is let in must {@link #leave}.
   *
   * @param load asked only where the decision hangs on it
   */
  public synchronized Optional<Refusal> enter(Operation operation, long now, Supplier<Load> load) {
    Limits.Rate rate = limits.rates().get(operation.quota());
    Quota quota = quotas.computeIfAbsent(operation.quota(), first -> new Quota());
    if (rate != null) {
      if (now >= quota.windowEnd) {
        quota.windowEnd = now + WINDOW_MS;
        quota.used = 0;
      }
      if (quota.used >= rate.perWindow()
          && quota.used >= (long) rate.perWorker() * load.get().runningWorkers()) {
        return Optional.of(refusal(quota.windowEnd - now));
      }
      if (limits.concurrency() && rate.perWorker() > 0 && quota.open >= rate.perWorker()) {
        return Optional.of(new Refusal(0));
      }
    }
    if (limits.queueRule() && operation == Operation.RUN && isTooLong(load.get())) {
      return Optional.of(new Refusal(0));
    }
    quota.used++;
    quota.open++;
    return Optional.empty();
  }

  /** A call that was let in has ended. */
  public synchronized void leave(Operation operation) {
    quotas.get(operation.quota()).open--;
  }

  private Refusal refusal(long msToWindowEnd) {
    return new Refusal(limits.retryAfter() ? (int) ((msToWindowEnd + 999) / 1000) : 0);
  }

  private static boolean isTooLong(Load load) {
    return load.queued() > QUEUE_ALWAYS_ALLOWED
        && load.queued() > (long) load.mostWorkers() * QUEUE_PER_WORKER;
  }
}
