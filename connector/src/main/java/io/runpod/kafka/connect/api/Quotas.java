package io.runpod.kafka.connect.api;

import io.runpod.kafka.connect.flow.Pace;
import io.runpod.kafka.connect.flow.PacePool;
import io.runpod.kafka.connect.job.EndpointId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A task's shares of RunPod's limits for an endpoint. The tasks of a connector that run in one
 * worker lend each other what they do not use. Owned by one thread; the pools behind it are
 * thread-safe.
 */
public final class Quotas implements AutoCloseable {
  private static final Map<Limit, PacePool> POOLS = new ConcurrentHashMap<>();

  private final String connector;
  private final EndpointId endpoint;
  private final int task;
  private final Map<Limit, Pace> paces = new ConcurrentHashMap<>();

  private record Limit(String connector, EndpointId endpoint, Operation operation) {}

  /** The shares of a connector's task, by its index. */
  public Quotas(String connector, EndpointId endpoint, int task) {
    this.connector = connector;
    this.endpoint = endpoint;
    this.task = task;
  }

  /**
   * The task's share of one limit.
   *
   * @param operation what RunPod counts apart from others
   * @param limitPer10s this task's requests in any 10 s
   */
  public Pace of(Operation operation, double limitPer10s) {
    Limit limit = new Limit(connector, endpoint, operation);
    long now = System.nanoTime();
    POOLS.compute(
        limit,
        (key, pool) -> {
          PacePool joined = pool == null ? new PacePool(now) : pool;
          paces.put(limit, joined.join(task, limitPer10s, now));
          return joined;
        });
    return paces.get(limit);
  }

  /** Gives the shares back: nothing is sent any more. */
  @Override
  public void close() {
    long now = System.nanoTime();
    paces.forEach(
        (limit, pace) ->
            POOLS.computeIfPresent(
                limit, (key, pool) -> pool.leave(task, pace, now) ? null : pool));
  }
}
