package io.runpod.kafka.connect.poll;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * When each job is to be asked about, and which goes first of those whose time has come: jobs of
 * {@code /runsync}, then the rest of those that something may have happened to. A share of the
 * budget, and what they leave of it, is for the others; of these, the doubtful and those of the
 * sweep take turns.
 */
final class Agenda {
  private final PollBudget budget;
  private final Map<Lane, DueHeap> heaps = new EnumMap<>(Lane.class);
  private boolean sweepsNext;

  /** What a job waits among. */
  enum Lane {
    /** Jobs of {@code /runsync}. */
    SYNC,
    /** Jobs that something may have happened to. */
    DUE,
    /** Jobs that were overtaken or are not known any more, or that take longer than others do. */
    DOUBTFUL,
    /** Jobs deep in the queue. */
    SWEEP;

    boolean waits() {
      return this == DOUBTFUL || this == SWEEP;
    }
  }

  Agenda(PollBudget budget) {
    this.budget = budget;
    for (Lane lane : Lane.values()) {
      heaps.put(lane, new DueHeap());
    }
  }

  /** Puts the entry where its {@code dueAt} belongs, and takes it from where it was. */
  void put(Watched entry, Lane lane, long dueAt) {
    remove(entry);
    entry.lane = lane;
    entry.dueAt = dueAt;
    heaps.get(lane).add(entry);
  }

  /** Takes the entry out. */
  void remove(Watched entry) {
    if (entry.lane != null) {
      heaps.get(entry.lane).remove(entry);
      entry.lane = null;
    }
  }

  /** The job to ask about now, if the budget allows it: the question is paid for. */
  Optional<Watched> next(long now) {
    if (budget.full()) {
      return Optional.empty();
    }
    Optional<Watched> next = due(Lane.SYNC, now).or(() -> due(Lane.DUE, now));
    boolean urgent = next.isPresent() && (next.get().nudged || next.get().sync);
    if (!urgent && budget.nanosToShare(now) == 0) {
      // ahead of what is due, or jobs deep in the queue would wait for ever behind many that run
      next = waiting(now).or(() -> due(Lane.DUE, now));
    } else if (next.isEmpty() && budget.nanosToSpare(now) == 0) {
      next = waiting(now);
    }
    return next.filter(entry -> take(entry, now));
  }

  private Optional<Watched> waiting(long now) {
    Lane first = sweepsNext ? Lane.SWEEP : Lane.DOUBTFUL;
    Lane second = sweepsNext ? Lane.DOUBTFUL : Lane.SWEEP;
    return due(first, now).or(() -> due(second, now));
  }

  private boolean take(Watched entry, long now) {
    boolean taken = budget.tryTake(entry.lane.waits(), now);
    if (taken && entry.lane.waits()) {
      sweepsNext = entry.lane == Lane.DOUBTFUL;
    }
    return taken;
  }

  private Optional<Watched> due(Lane lane, long now) {
    return heaps.get(lane).due(now);
  }

  /** Nanoseconds until {@link #next} may have something, if nothing else happens. */
  long nanosToNext(long now) {
    if (budget.full()) {
      return Long.MAX_VALUE;
    }
    long first = Math.min(wait(Lane.SYNC, now), wait(Lane.DUE, now));
    long others = Math.min(wait(Lane.DOUBTFUL, now), wait(Lane.SWEEP, now));
    long allowed = Math.min(budget.nanosToShare(now), budget.nanosToSpare(now));
    return Math.max(Math.min(first, Math.max(others, allowed)), budget.nanosToNext(now));
  }

  /** Nanoseconds until a job of the lane is due; the largest long if there is none. */
  private long wait(Lane lane, long now) {
    return heaps.get(lane).first().map(job -> Math.max(0, job.dueAt - now)).orElse(Long.MAX_VALUE);
  }
}
