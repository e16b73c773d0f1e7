package io.runpod.kafka.simulator.job;

import java.util.OptionalLong;

/**
 * The {@code policy} of a submission.
 *
 * @param executionTimeoutMs longest time of one attempt; empty = the endpoint's setting
 * @param ttlMs total life since the submission; empty = 24 h
 * @param lowPriority served after all others, and starts no worker
 */
public record Policy(OptionalLong executionTimeoutMs, OptionalLong ttlMs, boolean lowPriority) {

  /** The policy of a submission without one. */
  public static final Policy DEFAULT =
      new Policy(OptionalLong.empty(), OptionalLong.empty(), false);
}
