package io.runpod.kafka.connect.sink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** POSTs and ledger appends that have not ended, by assignment. Owned by the engine's thread. */
final class OpenWork {
  private final Map<Long, Integer> open = new HashMap<>();
  private final Set<Long> revoked = new HashSet<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private boolean closed;

  private record Waiter(Set<Long> assignments, CompletableFuture<Void> settled) {}

  void begin(long assignment) {
    open.merge(assignment, 1, Integer::sum);
  }

  void end(long assignment) {
    if (open.computeIfPresent(assignment, (a, count) -> count == 1 ? null : count - 1) == null) {
      revoked.remove(assignment);
    }
  }

  /** No new submits for these; {@code settled} completes when nothing of them is open. */
  void revoke(Set<Long> assignments, CompletableFuture<Void> settled) {
    assignments.stream().filter(open::containsKey).forEach(revoked::add);
    waiters.add(new Waiter(Set.copyOf(assignments), settled));
  }

  /** No new submits at all. */
  void revokeAll(CompletableFuture<Void> settled) {
    closed = true;
    waiters.add(new Waiter(Set.copyOf(open.keySet()), settled));
  }

  boolean isRevoked(long assignment) {
    return closed || revoked.contains(assignment);
  }

  /** Tells those who wait for work that has ended. To be called when an event is handled whole. */
  void tellSettled() {
    waiters.removeIf(
        waiter -> {
          boolean settled = waiter.assignments.stream().noneMatch(open::containsKey);
          if (settled) {
            waiter.settled.complete(null);
          }
          return settled;
        });
  }
}
