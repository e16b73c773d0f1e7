package io.runpod.kafka.simulator;

import java.util.EnumMap;
import java.util.Map;

/**
 * What an endpoint refuses with 429. Immutable; the setters return changed copies.
 *
 * @param rates requests per 10 s of simulated time; an operation without an entry has no limit
 * @param concurrency the documents' third column as most open requests; false = it is ignored there
 *     and lets the rate grow with the running workers all the same
 * @param queueRule {@code /run} is refused over 50 queued jobs and over 500 per worker
 * @param retryAfter 429 answers of a rate carry {@code Retry-After}
 */
public record Limits(
    Map<Operation, Rate> rates, boolean concurrency, boolean queueRule, boolean retryAfter) {

  /**
   * A rate.
   *
   * @param perWindow requests per 10 s
   * @param perWorker the limit is at least this times the running workers; 0 = it does not grow
   */
  public record Rate(int perWindow, int perWorker) {}

  public Limits {
    rates = Map.copyOf(rates);
  }

  /** Nothing is refused. */
  public static Limits none() {
    return new Limits(Map.of(), false, false, false);
  }

  /** The documented rates, without the concurrency column and the queue rule of older documents. */
  public static Limits documented() {
    Rate many = new Rate(2000, 400);
    return new Limits(
        Map.of(
            Operation.RUN, new Rate(1000, 200),
            Operation.RUNSYNC, many,
            Operation.STATUS, many,
            Operation.CANCEL, new Rate(100, 20),
            Operation.PURGE_QUEUE, new Rate(2, 0),
            Operation.OPENAI, many,
            Operation.REQUESTS, new Rate(10, 2)),
        false,
        false,
        false);
  }

  /** Another rate for one operation; status, status-sync and stream share one. */
  public Limits rate(Operation operation, int perWindow, int perWorker) {
    Map<Operation, Rate> changed = new EnumMap<>(Operation.class);
    changed.putAll(rates);
    changed.put(operation.quota(), new Rate(perWindow, perWorker));
    return new Limits(changed, concurrency, queueRule, retryAfter);
  }

  public Limits withConcurrency() {
    return new Limits(rates, true, queueRule, retryAfter);
  }

  public Limits withQueueRule() {
    return new Limits(rates, concurrency, true, retryAfter);
  }

  public Limits withRetryAfter() {
    return new Limits(rates, concurrency, queueRule, true);
  }
}
