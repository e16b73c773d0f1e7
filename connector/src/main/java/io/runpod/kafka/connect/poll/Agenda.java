package io.runpod.kafka.connect.poll;

import java.util.Optional;

/**
 * When each job is to be asked about, and which goes first of those whose time has come: jobs of
 * {@code /runsync}, then the rest, and of the budget's share for the sweep those deep in the queue.
 * Jobs that RunPod does not know have that share too, and whatever nobody else wants: after an
 * outage they are many, and there are others whose results can still be saved.
 */
final class Agenda {
  private final PollBudget budget;
  private final DueHeap sync = new DueHeap();
  private final DueHeap due = new DueHeap();
  private final DueHeap sweep = new DueHeap();
  private final DueHeap missing = new DueHeap();

  Agenda(PollBudget budget) {
    this.budget = budget;
  }

  /** Puts the entry where its {@code dueAt} belongs, and takes it from where it was. */
  void put(Watched entry) {
    entry.stamp++;
    heap(entry).add(entry);
  }

  /** Takes the entry out. */
  void remove(Watched entry) {
    entry.stamp++;
  }

  /** The job to ask about now, if the budget allows it: the question is paid for. */
  Optional<Watched> next(long now) {
    if (budget.full()) {
      return Optional.empty();
    }
    Optional<Watched> next = sync.due(now).or(() -> due.due(now));
    boolean urgent = next.isPresent() && (next.get().nudged || next.get().sync);
    if (!urgent && budget.maySweep(now)) {
      // ahead of what is due, or jobs deep in the queue would wait for ever behind many that run
      next = sweep.due(now).or(() -> missing.due(now)).or(() -> due.due(now));
    }
    return next.or(() -> missing.due(now)).filter(entry -> budget.tryTake(entry.swept, now));
  }

  /** Nanoseconds until {@link #next} may have something, if nothing else happens. */
  long nanosToNext(long now) {
    if (budget.full()) {
      return Long.MAX_VALUE;
    }
    long first = Math.min(nanosTo(sync, now), Math.min(nanosTo(due, now), nanosTo(missing, now)));
    long swept =
        sweep.first().map(e -> budget.nanosToNextSwept(e.dueAt - now, now)).orElse(Long.MAX_VALUE);
    return Math.min(first, swept);
  }

  private long nanosTo(DueHeap heap, long now) {
    return heap.first().map(e -> budget.nanosToNext(e.dueAt - now, now)).orElse(Long.MAX_VALUE);
  }

  private DueHeap heap(Watched entry) {
    if (entry.sync) {
      return sync;
    }
    if (entry.missing && !entry.nudged) {
      return missing;
    }
    return entry.swept ? sweep : due;
  }
}
