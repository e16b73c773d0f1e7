package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.job.EndpointId;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Endpoints that have done what this connector asked of them, whichever of a task's engines it was,
 * or a former owner of its partitions, as the ledger says: their settings are right. Any thread.
 */
final class KnownEndpoints {
  private final Set<EndpointId> known = ConcurrentHashMap.newKeySet();

  void add(EndpointId endpoint) {
    known.add(endpoint);
  }

  void addAll(Collection<EndpointId> endpoints) {
    known.addAll(endpoints);
  }

  boolean has(EndpointId endpoint) {
    return known.contains(endpoint);
  }
}
