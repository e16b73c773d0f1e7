package io.runpod.kafka.connect.poll;

import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/** Jobs by the time they are due. Putting a job in anew voids where it was before. */
final class DueHeap {
  private final PriorityQueue<Due> heap = new PriorityQueue<>(Comparator.comparingLong(Due::at));

  private record Due(long at, Watched job, long stamp) {
    boolean isVoid() {
      return stamp != job.stamp;
    }
  }

  void add(Watched job) {
    heap.add(new Due(job.dueAt, job, job.stamp));
  }

  /** The job that is due first, if one is in here. */
  Optional<Watched> first() {
    while (!heap.isEmpty() && heap.peek().isVoid()) {
      heap.poll();
    }
    return heap.isEmpty() ? Optional.empty() : Optional.of(heap.peek().job());
  }

  /** The job that is due first, if its time has come. */
  Optional<Watched> due(long now) {
    return first().filter(job -> job.dueAt - now <= 0);
  }
}
