package io.runpod.kafka.connect.poll;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * When each job is to be asked about, and which goes first of those whose time has come. Jobs wait
 * in lanes, each in the order in which they are due; but nudged jobs, and then those whose last
 * question was refused, go before the others of their lane. The first lane goes before the others,
 * but of five questions in a row one is theirs; so does the second of these; the last two take
 * turns. What one lane does not want is the others', so a lane has less than this only if it wants
 * less:
 *
 * <pre>
 *   lane       of 50 questions, if all lanes want more
 *   SYNC       40
 *   DUE         8
 *   DOUBTFUL    1
 *   SWEEP       1
 * </pre>
 *
 * These are parts of what is granted, however little that is: nobody starves while RunPod refuses
 * requests or is slow to answer. The last two keep away from what the first may want the next
 * moment, and a nudged job does not wait for them.
 */
final class Agenda {
  /** Questions that go before one of those that are left to others. */
  private static final int BEFORE_OTHERS = 4;

  /** The part of the questions that is left to others, if they want it. */
  static final double OTHERS = 1.0 / (BEFORE_OTHERS + 1);

  private final PollBudget budget;
  private final Map<Lane, DueHeap> ahead = new EnumMap<>(Lane.class);
  private final Map<Lane, DueHeap> heaps = new EnumMap<>(Lane.class);
  private final Turns syncAndOthers = new Turns(BEFORE_OTHERS);
  private final Turns dueAndWaiting = new Turns(BEFORE_OTHERS);
  private final Turns doubtfulAndSweep = new Turns(1);

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
      ahead.put(lane, new DueHeap());
      heaps.put(lane, new DueHeap());
    }
  }

  /** Puts the entry where its {@code dueAt} belongs, and takes it from where it was. */
  void put(Watched entry, Lane lane, long dueAt) {
    remove(entry);
    entry.lane = lane;
    entry.dueAt = dueAt;
    entry.heap = (entry.nudged || entry.refused ? ahead : heaps).get(lane);
    entry.heap.add(entry);
  }

  /** Takes the entry out. */
  void remove(Watched entry) {
    if (entry.lane != null) {
      entry.heap.remove(entry);
      entry.lane = null;
    }
  }

  /** The job to ask about now, if the budget allows it: the question is paid for. */
  Optional<Watched> next(long now) {
    if (budget.full()) {
      return Optional.empty();
    }
    Optional<Watched> sync = due(Lane.SYNC, now);
    boolean others = sync.isEmpty() || syncAndOthers.isSeconds();
    Optional<Watched> next = others ? other(sync.isPresent(), now).or(() -> sync) : sync;
    return next.filter(entry -> take(entry, now));
  }

  private Optional<Watched> other(boolean syncIsDue, long now) {
    Optional<Watched> due = due(Lane.DUE, now);
    boolean theirTurn = dueAndWaiting.isSeconds();
    if (due.isPresent() && (due.get().nudged || !theirTurn)) {
      return due;
    }
    boolean mayAsk = theirTurn || syncIsDue || budget.nanosToSpare(now) == 0;
    return mayAsk ? waiting(now).or(() -> due) : Optional.empty();
  }

  private Optional<Watched> waiting(long now) {
    Lane first = doubtfulAndSweep.isSeconds() ? Lane.SWEEP : Lane.DOUBTFUL;
    Lane second = doubtfulAndSweep.isSeconds() ? Lane.DOUBTFUL : Lane.SWEEP;
    return due(first, now).or(() -> due(second, now));
  }

  private boolean take(Watched entry, long now) {
    if (!budget.tryTake(now)) {
      return false;
    }
    Lane lane = entry.lane;
    syncAndOthers.asked(lane != Lane.SYNC);
    if (lane != Lane.SYNC) {
      dueAndWaiting.asked(lane.waits());
    }
    if (lane.waits()) {
      doubtfulAndSweep.asked(lane == Lane.SWEEP);
    }
    return true;
  }

  private Optional<Watched> due(Lane lane, long now) {
    return ahead.get(lane).due(now).or(() -> heaps.get(lane).due(now));
  }

  /** Nanoseconds until {@link #next} may have something, if nothing else happens. */
  long nanosToNext(long now) {
    if (budget.full()) {
      return Long.MAX_VALUE;
    }
    long first = Math.min(wait(Lane.SYNC, now), wait(Lane.DUE, now));
    long others = Math.min(wait(Lane.DOUBTFUL, now), wait(Lane.SWEEP, now));
    long allowed = dueAndWaiting.isSeconds() ? 0 : budget.nanosToSpare(now);
    return Math.max(Math.min(first, Math.max(others, allowed)), budget.nanosToNext(now));
  }

  /** Nanoseconds until a job of the lane is due; the largest long if there is none. */
  private long wait(Lane lane, long now) {
    return Math.min(wait(ahead.get(lane), now), wait(heaps.get(lane), now));
  }

  private static long wait(DueHeap heap, long now) {
    return heap.first().map(job -> Math.max(0, job.dueAt - now)).orElse(Long.MAX_VALUE);
  }
}
