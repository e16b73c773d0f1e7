package io.runpod.kafka.sandbox.observe;

import java.util.Set;

/**
 * What input records asked for that changes what is told of their jobs.
 *
 * @param retried numbers of those whose failed attempts are retried by themselves
 * @param unheard numbers of those whose streams are not read
 */
public record Terms(Set<Integer> retried, Set<Integer> unheard) {
  public Terms {
    retried = Set.copyOf(retried);
    unheard = Set.copyOf(unheard);
  }

  /** Nothing was asked for. */
  public static Terms none() {
    return new Terms(Set.of(), Set.of());
  }
}
