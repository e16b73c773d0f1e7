package io.runpod.kafka.connect.flow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What waits to be sent, and in which order it may be. Items of one lane go one after the other:
 * the next is handed out when the one before was {@linkplain #release released}, also if that one
 * is {@linkplain #retry retried} meanwhile. Items without a lane wait for nobody, and an item that
 * waits for its retry time holds up nothing but its own lane. Items are asked for by their kind, as
 * each kind has a budget of its own: lanes cross kinds. Owned by one thread.
 *
 * <pre>
 *   add ──► ready ──next──► (taken) ──release──► out; the lane's next becomes ready
 *    │        ▲                │
 *    │        └──its time──waiting ◄──retry
 *    └──► behind the lane's head
 * </pre>
 *
 * Time is in ns of one monotonic clock.
 */
public final class SubmitQueue<T, K> {
  private final Function<T, Optional<Object>> laneOf;
  private final Function<T, K> kindOf;
  private final Map<K, Deque<T>> ready = new HashMap<>();
  private final PriorityQueue<Waiting<T>> waiting =
      new PriorityQueue<>((a, b) -> Long.compare(a.at - b.at, 0));
  private final Map<Object, Deque<T>> lanes = new HashMap<>();

  private record Waiting<T>(T item, long at) {}

  /**
   * @param laneOf the lane an item goes in, the same whenever it is asked
   * @param kindOf what an item is asked for by, the same whenever it is asked
   */
  public SubmitQueue(Function<T, Optional<Object>> laneOf, Function<T, K> kindOf) {
    this.laneOf = laneOf;
    this.kindOf = kindOf;
  }

  public void add(T item) {
    Optional<Object> lane = laneOf.apply(item);
    if (lane.isEmpty()) {
      ready(kindOf.apply(item)).addLast(item);
      return;
    }
    Deque<T> behind = lanes.get(lane.get());
    if (behind == null) {
      lanes.put(lane.get(), new ArrayDeque<>());
      ready(kindOf.apply(item)).addLast(item);
    } else {
      behind.addLast(item);
    }
  }

  /** Takes the next item of a kind that may be sent now. */
  public Optional<T> next(K kind, long now) {
    wake(now);
    return Optional.ofNullable(ready(kind).pollFirst());
  }

  /** What {@link #next} would take. */
  public Optional<T> first(K kind, long now) {
    wake(now);
    return Optional.ofNullable(ready(kind).peekFirst());
  }

  private Deque<T> ready(K kind) {
    return ready.computeIfAbsent(kind, k -> new ArrayDeque<>());
  }

  /** The oldest offsets hold up the commit, so what was retried goes first. */
  private void wake(long now) {
    while (!waiting.isEmpty() && waiting.peek().at - now <= 0) {
      T item = waiting.poll().item;
      ready(kindOf.apply(item)).addFirst(item);
    }
  }

  /** Puts a taken item back until {@code at}; its lane stays closed. */
  public void retry(T item, long at) {
    waiting.add(new Waiting<>(item, at));
  }

  /** Ends a taken item: its lane goes on. */
  public void release(T item) {
    laneOf.apply(item).ifPresent(this::advance);
  }

  private void advance(Object lane) {
    Deque<T> behind = lanes.get(lane);
    if (behind == null) {
      return;
    }
    T head = behind.pollFirst();
    if (head == null) {
      lanes.remove(lane);
    } else {
      ready(kindOf.apply(head)).addLast(head);
    }
  }

  /** When the next waiting item is due, if one waits. */
  public OptionalLong nextDue() {
    return waiting.isEmpty() ? OptionalLong.empty() : OptionalLong.of(waiting.peek().at);
  }

  /**
   * Forgets what is not taken. A lane is forgotten as a whole or not at all: {@code gone} must say
   * the same of all its items.
   */
  public void forget(Predicate<T> gone) {
    lanes.values().forEach(behind -> behind.removeIf(gone));
    ready.values().forEach(items -> items.removeIf(item -> goes(item, gone)));
    waiting.removeIf(w -> goes(w.item, gone));
  }

  private boolean goes(T item, Predicate<T> gone) {
    if (!gone.test(item)) {
      return false;
    }
    laneOf.apply(item).ifPresent(lanes::remove);
    return true;
  }

  /** Items that are not taken. */
  public int size() {
    return Stream.of(ready, lanes).flatMap(map -> map.values().stream()).mapToInt(Deque::size).sum()
        + waiting.size();
  }
}
