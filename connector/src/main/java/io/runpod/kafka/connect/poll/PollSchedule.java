package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.flow.Pace;
import io.runpod.kafka.connect.flow.WorkerLimit;
import io.runpod.kafka.connect.job.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides which job to ask RunPod about next. Owned by the source task's thread; time is the
 * caller's, in ns of one monotonic clock.
 *
 * <p>RunPod's queue is first in, first out: a job deep in it cannot have moved while those ahead
 * have not. So the <em>frontier</em>, the first queued jobs, is watched closely and the rest is
 * swept with a small part of the budget and what nobody else wants (low-priority jobs and cancels
 * break the order). Jobs that are found to be overtaken, or may be gone, stand aside and hide
 * nobody. Running jobs are asked with long polls, which answer when something happens; when too
 * many run for that, in turn, and those that take far longer than others do with what is left. A
 * job has at most one question open, and none while what was learnt of it is unpublished.
 *
 * <p>Jobs of {@code /runsync} go before all others and are watched closely wherever they are: their
 * results live for a minute only. But those of the others live for half an hour, not for ever: see
 * {@link Agenda} for what goes first, and what is left to whom.
 *
 * <p>A job whose end RunPod announces needs none of that haste: it is asked about when it is
 * nudged, and otherwise at long intervals, for a nudge can be lost. Of a stream nothing is
 * announced, and the result of a {@code /runsync} does not last: such jobs are asked about as ever.
 */
public final class PollSchedule {
  private final PollLimits limits;
  private final Questions questions;
  private final PollBudget budget;
  private final Watchlist jobs;
  private final Agenda agenda;
  private final Intervals intervals;
  private final Placement placement;

  /**
   * @param limit requests this schedule may use; the schedule owns it from now on
   * @param pace of those requests, set by the limit; others may share its pool
   */
  public PollSchedule(PollLimits limits, WorkerLimit limit, Pace pace) {
    this.limits = limits;
    this.questions = new Questions(limits);
    this.budget = new PollBudget(limits, limit, pace);
    this.jobs = new Watchlist(limits.frontier());
    this.agenda = new Agenda(budget);
    this.intervals = new Intervals(limits, budget, jobs);
    this.placement = new Placement(jobs, intervals, agenda);
  }

  /** A job to watch from now on. */
  public void add(Job job, long now) {
    Watched entry = new Watched(job, announced(job));
    if (jobs.add(entry)) {
      placement.place(entry, now);
    }
  }

  private boolean announced(Job job) {
    return limits.announcedInterval().isPresent() && !job.streamed() && !job.terms().sync();
  }

  /**
   * The job's question was answered, and the job knows it: nothing more is asked about it until the
   * answer is published. The jobs behind it in the queue are asked about without waiting for that.
   */
  public void answered(Job job, long now) {
    in(job, Watched.State.OPEN)
        .ifPresent(
            entry -> {
              budget.closed(entry.longPoll, now - entry.askedAt);
              entry.state = Watched.State.UNPUBLISHED;
              placement.rank(entry, now);
            });
  }

  /** There is something to publish of a job without a question having been asked. */
  public void unpublished(Job job) {
    in(job, Watched.State.DUE)
        .ifPresent(
            entry -> {
              entry.state = Watched.State.UNPUBLISHED;
              agenda.remove(entry);
            });
  }

  /** What was learnt of the job is published: it may be asked about again. */
  public void published(Job job, long now) {
    notOpen(job)
        .ifPresent(
            entry -> {
              entry.newsAt = now;
              placement.place(entry, now);
            });
  }

  /**
   * The answer said nothing new. An answer that RunPod did not hold, though it was asked to, must
   * not be asked for again at once.
   */
  public void unchanged(Job job, long now) {
    notOpen(job).ifPresent(entry -> placement.placeWithGap(entry, now));
  }

  /**
   * The job's question failed, or came to nothing: ask again after {@code delay}, and not before
   * because others have moved.
   */
  public void postponed(Job job, Duration delay, long now) {
    notOpen(job).ifPresent(entry -> placement.postpone(entry, delay, now));
  }

  /**
   * The job's question was refused, for there were too many: ask again after {@code delay}, and
   * then before others of its kind. At the end of their line it would be late a second time, and
   * where RunPod counts by the window it may come to the end of one again and again.
   */
  public void refused(Job job, Duration delay, long now) {
    notOpen(job).ifPresent(entry -> placement.refused(entry, delay, now));
  }

  /**
   * RunPod does not know the job: ask again after {@code delay}. Whatever became of it, it is not
   * in the queue, and after an outage there may be thousands of its kind before those whose results
   * can still be saved.
   */
  public void missing(Job job, Duration delay, long now) {
    notOpen(job).ifPresent(entry -> placement.missing(entry, delay, now));
  }

  /** A job of the endpoint took so long from its start to its end. */
  public void ran(Duration executionTime) {
    jobs.ran(executionTime.toNanos());
  }

  /** Ask about the job before everything else. */
  public void nudge(Job job, long now) {
    jobs.of(job).ifPresent(entry -> placement.nudge(entry, now));
  }

  /**
   * The job may have been taken out of RunPod's queue: ask about it soon, but behind what is due
   * already. The jobs behind it in the queue are not to wait for it.
   */
  public void soon(Job job, long now) {
    jobs.of(job).ifPresent(entry -> placement.soon(entry, now));
  }

  /** Somebody is about to change the job at RunPod: do not ask about it before {@code until}. */
  public void hold(Job job, long until) {
    jobs.of(job).ifPresent(entry -> placement.hold(entry, until));
  }

  /** The change was made, or was not: the job may be asked about again. */
  public void release(Job job, long now) {
    jobs.of(job).ifPresent(entry -> placement.release(entry, now));
  }

  /** {@code /health} says that so many workers run: with them the limit grows. */
  public void workers(int running, long now) {
    budget.workers(running, now);
  }

  /** Questions wait for the limit, and another look at {@code /health} may show that it grew. */
  public boolean wantsWorkers(long now) {
    return budget.wantsWorkers(now);
  }

  /** RunPod refused a question because there were too many: ask more slowly for a while. */
  public void throttled(long now) {
    budget.throttled(now);
  }

  /** RunPod wants to be left alone: ask nothing before {@code until}. */
  public void quiet(long until) {
    budget.quiet(until);
  }

  /** {@code /status-sync} is not to be had: for a while status is asked for without being held. */
  public void withoutStatusSync(long now) {
    questions.withoutStatusSync(now);
  }

  /** The next question to ask, counted as asked; nothing if none is due or allowed now. */
  public Optional<Poll> next(long now) {
    return agenda.next(now).map(entry -> ask(entry, now));
  }

  private Poll ask(Watched entry, long now) {
    boolean mayHold = budget.mayHold(intervals.inTurn(), now) && !intervals.canWait(entry);
    Poll poll = questions.about(entry, mayHold, now);
    entry.asked(poll, now);
    entry.passed = jobs.passed(entry);
    agenda.remove(entry);
    budget.opened(entry.longPoll);
    return poll;
  }

  /** Takes the right to one request that can wait, if {@link #next} has just had none to ask. */
  public boolean tryTakeSpare(long now) {
    return !budget.full() && budget.tryTake(now);
  }

  /** Nanoseconds until {@link #next} may have something, if nothing else happens. */
  public long nanosToNext(long now) {
    return agenda.nanosToNext(now);
  }

  /** The job that has been in RunPod's queue the longest, as far as is known. */
  public Optional<Job> firstQueued() {
    return jobs.head().map(entry -> entry.job);
  }

  public int inFlight() {
    return budget.open();
  }

  public int live() {
    return jobs.size();
  }

  /** Jobs last seen in RunPod's queue. */
  public int queued() {
    return jobs.queued();
  }

  /** Jobs last seen with a worker, and not over. */
  public int running() {
    return jobs.running();
  }

  /** When the first of the queued jobs was submitted, if one is queued. */
  public Optional<Instant> oldestQueued() {
    return firstQueued().map(Job::submittedAt);
  }

  private Optional<Watched> in(Job job, Watched.State state) {
    return jobs.of(job).filter(entry -> entry.state == state);
  }

  private Optional<Watched> notOpen(Job job) {
    return jobs.of(job).filter(entry -> entry.state != Watched.State.OPEN);
  }
}
