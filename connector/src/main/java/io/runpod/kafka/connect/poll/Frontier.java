package io.runpod.kafka.connect.poll;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A queue whose first {@code size} elements, the frontier, are told apart from the rest. Every step
 * costs O(log n).
 */
final class Frontier<E> {
  private final int size;
  private final TreeSet<E> first;
  private final TreeSet<E> rest;

  /**
   * @param order the queue's order; no two elements are equal in it
   */
  Frontier(int size, Comparator<E> order) {
    this.size = size;
    this.first = new TreeSet<>(order);
    this.rest = new TreeSet<>(order);
  }

  /** Puts an element in its place in the queue. */
  void add(E element) {
    rest.add(element);
    if (first.size() == size && first.comparator().compare(element, first.last()) < 0) {
      rest.add(first.pollLast());
    }
    moveUp();
  }

  /**
   * Takes an element out.
   *
   * @return the elements that moved up into the frontier
   */
  List<E> remove(E element) {
    rest.remove(element);
    first.remove(element);
    return moveUp();
  }

  boolean contains(E element) {
    return first.contains(element);
  }

  Optional<E> head() {
    return first.isEmpty() ? Optional.empty() : Optional.of(first.first());
  }

  /** The frontier, in order. */
  Stream<E> stream() {
    return first.stream();
  }

  /** Elements in the whole queue. */
  int size() {
    return first.size() + rest.size();
  }

  private List<E> moveUp() {
    List<E> moved = new ArrayList<>();
    while (first.size() < size && !rest.isEmpty()) {
      E next = rest.pollFirst();
      first.add(next);
      moved.add(next);
    }
    return moved;
  }
}
