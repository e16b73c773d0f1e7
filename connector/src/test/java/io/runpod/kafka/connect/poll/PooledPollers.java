package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.flow.Pace;
import io.runpod.kafka.connect.flow.PacePool;
import io.runpod.kafka.connect.flow.WorkerLimit;
import io.runpod.kafka.connect.job.Job;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * The schedules of several tasks in one worker, each with jobs of its own. The first always asks
 * before the second.
 */
final class PooledPollers implements Poller {
  private static final long WINDOW = Duration.ofSeconds(10).toNanos();

  private final List<Poller> tasks = new ArrayList<>();
  private final ToIntFunction<Job> owner;
  private final int[] asked;
  private final Deque<Long> recently = new ArrayDeque<>();
  private int mostAtOnce;
  private Job answeredLast;

  /**
   * @param limits of each task
   * @param shares each task's share of the limit
   * @param owner the number of a job's task
   */
  PooledPollers(
      int count, PollLimits limits, Supplier<WorkerLimit> shares, ToIntFunction<Job> owner) {
    this.owner = owner;
    this.asked = new int[count];
    PacePool pool = new PacePool(0);
    for (int task = 0; task < count; task++) {
      WorkerLimit share = shares.get();
      Pace pace = pool.join(task, share.at(0), 0);
      tasks.add(Poller.of(new PollSchedule(limits, share, pace)));
    }
  }

  private Poller of(Job job) {
    return tasks.get(owner.applyAsInt(job));
  }

  @Override
  public Optional<Poll> next(long now) {
    for (Poller task : tasks) {
      Optional<Poll> next = task.next(now);
      if (next.isPresent()) {
        count(next.get().job(), now);
        return next;
      }
    }
    return Optional.empty();
  }

  private void count(Job job, long now) {
    asked[owner.applyAsInt(job)]++;
    recently.addLast(now);
    while (now - recently.peekFirst() >= WINDOW) {
      recently.removeFirst();
    }
    mostAtOnce = Math.max(mostAtOnce, recently.size());
  }

  /** Questions a task has asked. */
  int asked(int task) {
    return asked[task];
  }

  /** The most questions all together have asked in any 10 s. */
  int mostInTenSeconds() {
    return mostAtOnce;
  }

  @Override
  public long nanosToNext(long now) {
    return tasks.stream().mapToLong(task -> task.nanosToNext(now)).min().orElseThrow();
  }

  @Override
  public void add(Job job, long now) {
    of(job).add(job, now);
  }

  @Override
  public void answered(Job job, long now) {
    answeredLast = job;
    of(job).answered(job, now);
  }

  @Override
  public void published(Job job, long now) {
    of(job).published(job, now);
  }

  @Override
  public void unchanged(Job job, long now) {
    of(job).unchanged(job, now);
  }

  @Override
  public void postponed(Job job, Duration delay, long now) {
    of(job).postponed(job, delay, now);
  }

  @Override
  public void refused(Job job, Duration delay, long now) {
    of(job).refused(job, delay, now);
  }

  @Override
  public void missing(Job job, Duration delay, long now) {
    of(job).missing(job, delay, now);
  }

  @Override
  public void ran(Duration executionTime) {
    tasks.forEach(task -> task.ran(executionTime));
  }

  @Override
  public void soon(Job job, long now) {
    of(job).soon(job, now);
  }

  @Override
  public void nudge(Job job, long now) {
    of(job).nudge(job, now);
  }

  /** Each task reads {@code /health}. */
  @Override
  public void workers(int running, long now) {
    tasks.forEach(task -> task.workers(running, now));
  }

  /** Told to the task whose question was refused. */
  @Override
  public void throttled(long now) {
    of(answeredLast).throttled(now);
  }
}
