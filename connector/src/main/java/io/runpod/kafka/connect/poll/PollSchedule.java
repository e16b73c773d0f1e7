package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.Job.Phase;
import io.runpod.kafka.connect.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which job to ask RunPod about next. Owned by the source task's thread; time is the
 * caller's, in ns of one monotonic clock.
 *
 * <p>RunPod's queue is first in, first out: a job deep in it cannot have moved while those ahead
 * have not. So the <em>frontier</em>, the first queued jobs, is watched closely and the rest is
 * swept with what is left of a fifth of the budget (low-priority jobs and cancels break the order).
 * Running jobs are asked with long polls, which answer when something happens; when too many run
 * for that, in turn. A job has at most one question open, and none while what was learnt of it is
 * unpublished.
 *
 * <p>Jobs of {@code /runsync} go before all others and are watched closely wherever they are: their
 * results live for a minute only.
 *
 * <p>A job whose end RunPod announces needs none of that haste: it is asked about when it is
 * nudged, and otherwise at long intervals, for a nudge can be lost. Of a stream nothing is
 * announced, and the result of a {@code /runsync} does not last: such jobs are asked about as ever.
 */
public final class PollSchedule {
  /** Puts a nudged job before all that are merely due, in ns. */
  private static final long URGENT = Duration.ofHours(1).toNanos();

  /** Asked about at once when one before them has moved; each that has too doubles it. */
  private static final int MOVE_TOGETHER = 2;

  private static final Comparator<Watched> QUEUE_ORDER =
      Comparator.comparingLong((Watched e) -> e.submittedAt)
          .thenComparingInt(e -> e.job.ledgerPartition())
          .thenComparingLong(e -> e.job.ledgerOffset());

  private final PollLimits limits;
  private final Questions questions;
  private final PollBudget budget;
  private final Intervals intervals;
  private final Map<JobId, Watched> watched = new HashMap<>();
  private final Frontier<Watched> queue;
  private final DueHeap dueSync = new DueHeap();
  private final DueHeap due = new DueHeap();
  private final DueHeap sweep = new DueHeap();
  private int running;
  private int syncJobs;

  /**
   * @param limitPer10s requests this schedule may use in any window of 10 s
   */
  public PollSchedule(PollLimits limits, double limitPer10s, long now) {
    this.limits = limits;
    this.questions = new Questions(limits);
    this.budget = new PollBudget(limits, limitPer10s, now);
    this.intervals = new Intervals(limits, budget.perSecond());
    this.queue = new Frontier<>(limits.frontier(), QUEUE_ORDER);
  }

  /** A job to watch from now on. */
  public void add(Job job, long now) {
    Watched entry = new Watched(job, announced(job));
    if (watched.putIfAbsent(job.id(), entry) == null) {
      syncJobs += entry.sync ? 1 : 0;
      place(entry, now);
    }
  }

  /**
   * The job's question was answered, and the job knows it: nothing more is asked about it until the
   * answer is published. The jobs behind it in the queue are asked about without waiting for that.
   */
  public void answered(Job job, long now) {
    Watched entry = watched.get(job.id());
    if (entry != null && entry.state == Watched.State.OPEN) {
      budget.closed(entry.longPoll);
      entry.state = Watched.State.UNPUBLISHED;
      rank(entry, now);
    }
  }

  /** There is something to publish of a job without a question having been asked. */
  public void unpublished(Job job) {
    Watched entry = watched.get(job.id());
    if (entry != null && entry.state == Watched.State.DUE) {
      entry.state = Watched.State.UNPUBLISHED;
      entry.stamp++;
    }
  }

  /** What was learnt of the job is published: it may be asked about again. */
  public void published(Job job, long now) {
    Watched entry = watched.get(job.id());
    if (entry != null && entry.state != Watched.State.OPEN) {
      place(entry, now);
    }
  }

  /**
   * The answer said nothing new. An answer that RunPod did not hold, though it was asked to, must
   * not be asked for again at once.
   */
  public void unchanged(Job job, long now) {
    Watched entry = watched.get(job.id());
    if (entry != null && entry.state != Watched.State.OPEN) {
      place(entry, now);
      if (entry.phase != Phase.QUEUED && !entry.phase.quiet() && !entry.nudged) {
        schedule(entry, Math.max(now, entry.askedAt + gap(entry)));
      }
    }
  }

  /**
   * The job's question failed, or came to nothing: ask again after {@code delay}, and not before
   * because others have moved.
   */
  public void postponed(Job job, Duration delay, long now) {
    Watched entry = watched.get(job.id());
    if (entry != null && entry.state != Watched.State.OPEN) {
      rank(entry, now);
      schedule(entry, now + delay.toNanos());
      entry.postponed = true;
    }
  }

  /** Ask about the job before everything else. */
  public void nudge(Job job, long now) {
    Watched entry = watched.get(job.id());
    if (entry != null && !entry.phase.quiet()) {
      entry.nudged = true;
      if (entry.state == Watched.State.DUE) {
        schedule(entry, now - URGENT);
      }
    }
  }

  /** Ask about the job soon, but behind what is due already. */
  public void soon(Job job, long now) {
    Watched entry = watched.get(job.id());
    if (entry != null
        && entry.state == Watched.State.DUE
        && !entry.phase.quiet()
        && !entry.nudged) {
      schedule(entry, now);
    }
  }

  /** Somebody is about to change the job at RunPod: do not ask about it before {@code until}. */
  public void hold(Job job, long until) {
    Watched entry = watched.get(job.id());
    if (entry != null && !entry.phase.quiet()) {
      entry.heldUntil = until;
      if (entry.state == Watched.State.DUE) {
        schedule(entry, until);
      }
    }
  }

  /** The change was made, or was not: the job may be asked about again. */
  public void release(Job job, long now) {
    Watched entry = watched.get(job.id());
    if (entry != null) {
      entry.heldUntil = Watched.FREE;
      if (entry.state == Watched.State.DUE) {
        place(entry, now);
      }
    }
  }

  /** RunPod refused a question because there were too many: ask more slowly for a while. */
  public void throttled(long now) {
    budget.throttled(now);
  }

  /** {@code /status-sync} is not to be had: status is asked for without being held. */
  public void withoutStatusSync() {
    questions.withoutStatusSync();
  }

  /** The next question to ask, counted as asked; nothing if none is due or allowed now. */
  public Optional<Poll> next(long now) {
    if (budget.full()) {
      return Optional.empty();
    }
    Optional<Watched> next = dueSync.due(now).or(() -> due.due(now));
    boolean urgent = next.isPresent() && (next.get().nudged || next.get().sync);
    if (!urgent && budget.maySweep(now)) {
      // ahead of what is due, or jobs deep in the queue would wait for ever behind many that run
      next = sweep.due(now).or(() -> due.due(now));
    }
    return next.filter(entry -> budget.tryTake(entry.swept, now)).map(entry -> ask(entry, now));
  }

  /** Takes the right to one request that can wait, if {@link #next} has just had none to ask. */
  public boolean tryTakeSpare(long now) {
    return !budget.full() && budget.tryTake(false, now);
  }

  /** Nanoseconds until {@link #next} may have something, if nothing else happens. */
  public long nanosToNext(long now) {
    if (budget.full()) {
      return Long.MAX_VALUE;
    }
    long first = Math.min(nanosTo(dueSync, now), nanosTo(due, now));
    long swept =
        sweep.first().map(e -> budget.nanosToNextSwept(e.dueAt - now, now)).orElse(Long.MAX_VALUE);
    return Math.min(first, swept);
  }

  private long nanosTo(DueHeap heap, long now) {
    return heap.first().map(e -> budget.nanosToNext(e.dueAt - now, now)).orElse(Long.MAX_VALUE);
  }

  /** The job that has been in RunPod's queue the longest, as far as is known. */
  public Optional<Job> firstQueued() {
    return queue.head().map(entry -> entry.job);
  }

  public int inFlight() {
    return budget.open();
  }

  public int live() {
    return watched.size();
  }

  /** Jobs last seen in RunPod's queue. */
  public int queued() {
    return queue.size();
  }

  /** Jobs last seen with a worker, and not over. */
  public int running() {
    return running;
  }

  /** When the first of the queued jobs was submitted, if one is queued. */
  public Optional<Instant> oldestQueued() {
    return queue.head().map(entry -> Instant.ofEpochMilli(entry.submittedAt));
  }

  private Poll ask(Watched entry, long now) {
    Poll poll = questions.about(entry, budget.mayHold(), now);
    entry.asked(poll, now);
    entry.stamp++;
    budget.opened(entry.longPoll);
    return poll;
  }

  private void place(Watched entry, long now) {
    rank(entry, now);
    switch (entry.phase) {
      case QUEUED -> schedule(entry, now + interval(entry));
      case RUNNING -> schedule(entry, now + (entry.announced ? gap(entry) : turn(entry)));
      case DRAINING, FINISHING -> schedule(entry, now);
      case WITHHELD, ENDED -> remove(entry);
    }
    if (entry.nudged && !entry.phase.quiet()) {
      schedule(entry, now - URGENT);
    }
  }

  private void remove(Watched entry) {
    if (watched.remove(entry.job.id(), entry)) {
      syncJobs -= entry.sync ? 1 : 0;
    }
  }

  /** Between two questions about a queued job. */
  private long interval(Watched entry) {
    if (!queue.contains(entry)) {
      return entry.sync ? intervals.sync(syncJobs) : intervals.sweep();
    }
    return entry == queue.head().orElse(null) && !entry.announced ? intervals.head() : gap(entry);
  }

  /** Between two questions about a job that may have moved. */
  private long gap(Watched entry) {
    boolean patient =
        entry.announced && (entry.phase == Phase.QUEUED || entry.phase == Phase.RUNNING);
    return patient ? limits.announcedInterval().orElseThrow().toNanos() : intervals.frontier();
  }

  private boolean announced(Job job) {
    return limits.announcedInterval().isPresent() && !job.streamed() && !job.terms().sync();
  }

  /** Between two questions about a running job. */
  private long turn(Watched entry) {
    long turn = intervals.running(running);
    return entry.sync ? Math.min(turn, intervals.sync(syncJobs)) : turn;
  }

  /** Puts the entry where its job's phase belongs and moves the frontier up behind it. */
  private void rank(Watched entry, long now) {
    Phase phase = entry.job.phase();
    if (phase == entry.phase) {
      return;
    }
    if (entry.phase == Phase.QUEUED) {
      leaveQueue(entry, now);
    } else if (entry.phase == Phase.RUNNING) {
      running--;
    }
    entry.phase = phase;
    if (phase == Phase.QUEUED) {
      queue.add(entry);
    } else if (phase == Phase.RUNNING) {
      running++;
    } else if (phase.quiet()) {
      entry.stamp++;
    }
  }

  /** If a job of the frontier has moved, those behind it may have too. */
  private void leaveQueue(Watched entry, long now) {
    boolean close = queue.contains(entry);
    for (Watched moved : queue.remove(entry)) {
      if (moved.state == Watched.State.DUE && !moved.nudged) {
        boolean postponed = moved.postponed;
        schedule(moved, postponed ? moved.dueAt : now + gap(moved));
        moved.postponed = postponed;
      }
    }
    if (close) {
      queue.stream()
          .filter(next -> next.state == Watched.State.DUE && next.dueAt - now > 0)
          .filter(next -> !next.postponed)
          .limit(MOVE_TOGETHER)
          .forEach(next -> schedule(next, now));
    }
  }

  private void schedule(Watched entry, long at) {
    entry.state = Watched.State.DUE;
    entry.postponed = false;
    entry.stamp++;
    entry.dueAt = entry.heldUntil == Watched.FREE ? at : Math.max(at, entry.heldUntil);
    entry.swept =
        entry.phase == Phase.QUEUED && !entry.nudged && !entry.sync && !queue.contains(entry);
    heap(entry).add(entry);
  }

  private DueHeap heap(Watched entry) {
    if (entry.sync) {
      return dueSync;
    }
    return entry.swept ? sweep : due;
  }
}
