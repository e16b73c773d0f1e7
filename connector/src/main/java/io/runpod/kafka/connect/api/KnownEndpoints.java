package io.runpod.kafka.connect.api;

import io.runpod.kafka.connect.flow.Patience;
import io.runpod.kafka.connect.job.EndpointId;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Endpoints that have done what this connector asked of them, whichever of a task's engines it was,
 * or a former owner of its partitions, as the ledger says: their settings are right. Any thread.
 */
public final class KnownEndpoints {
  private final Set<EndpointId> all;
  private final Set<EndpointId> known = ConcurrentHashMap.newKeySet();
  private final Set<EndpointId> refusing = ConcurrentHashMap.newKeySet();

  /**
   * @param all the endpoints of the connector
   */
  public KnownEndpoints(Set<EndpointId> all) {
    this.all = Set.copyOf(all);
  }

  /** It did what was asked of it. */
  public void add(EndpointId endpoint) {
    known.add(endpoint);
  }

  /** They did what was asked of them. */
  public void addAll(Collection<EndpointId> endpoints) {
    known.addAll(endpoints);
  }

  public boolean has(EndpointId endpoint) {
    return known.contains(endpoint);
  }

  /**
   * An endpoint refused a call as it would refuse any.
   *
   * @return how the others fare
   */
  public Patience.Others refused(EndpointId endpoint) {
    refusing.add(endpoint);
    if (all.stream().anyMatch(other -> !other.equals(endpoint) && known.contains(other))) {
      return Patience.Others.SOME_WORK;
    }
    return refusing.containsAll(all) ? Patience.Others.NONE_WORKS : Patience.Others.MAY_WORK;
  }
}
