package io.runpod.kafka.connect.poll;

import java.util.Arrays;
import java.util.Optional;

/**
 * Jobs by the time they are due; those due together in the order of their submission. Each knows
 * its place, so every step costs O(log n), and what is taken out leaves nothing behind.
 */
final class DueHeap {
  private Watched[] heap = new Watched[16];
  private int size;

  void add(Watched job) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size + size / 2);
    }
    up(job, size++);
  }

  void remove(Watched job) {
    int hole = job.place;
    Watched last = heap[--size];
    heap[size] = null;
    if (last != job) {
      up(last, hole);
      down(last, last.place);
    }
  }

  /** The job that is due first, if one is in here. */
  Optional<Watched> first() {
    return Optional.ofNullable(heap[0]);
  }

  /** The job that is due first, if its time has come. */
  Optional<Watched> due(long now) {
    return first().filter(job -> job.dueAt - now <= 0);
  }

  private void up(Watched job, int from) {
    int place = from;
    while (place > 0 && before(job, heap[(place - 1) / 2])) {
      put(heap[(place - 1) / 2], place);
      place = (place - 1) / 2;
    }
    put(job, place);
  }

  private void down(Watched job, int from) {
    int place = from;
    for (int child = first(place); child < size && before(heap[child], job); child = first(place)) {
      put(heap[child], place);
      place = child;
    }
    put(job, place);
  }

  /** The one of a place's two children that is due first. */
  private int first(int place) {
    int child = 2 * place + 1;
    return child + 1 < size && before(heap[child + 1], heap[child]) ? child + 1 : child;
  }

  private void put(Watched job, int place) {
    heap[place] = job;
    job.place = place;
  }

  private static boolean before(Watched a, Watched b) {
    return a.dueAt == b.dueAt ? a.submittedAt < b.submittedAt : a.dueAt - b.dueAt < 0;
  }
}
