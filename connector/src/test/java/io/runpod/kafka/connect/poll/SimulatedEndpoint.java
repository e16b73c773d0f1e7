package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;

/**
 * An endpoint in virtual time: a queue, one of low priority, some workers. It knows when each job
 * started and ended; clients learn it from {@link #status} only, and as long as it is kept.
 */
final class SimulatedEndpoint {
  private static final long RETENTION = Duration.ofMinutes(30).toNanos();
  private static final long SYNC_RETENTION = Duration.ofMinutes(1).toNanos();
  private static final long WINDOW = Duration.ofSeconds(10).toNanos();

  private final Deque<Job> queue = new ArrayDeque<>();
  private final Deque<Job> lowPriority = new ArrayDeque<>();
  private final Map<Job, Run> runs = new HashMap<>();
  private final Map<Job, Long> purged = new HashMap<>();
  private final PriorityQueue<Run> running =
      new PriorityQueue<>((a, b) -> Long.compare(a.end, b.end));
  private final ToDoubleFunction<Job> seconds;
  private final int limitPerWorker;
  private int limit = 2_000;
  private int idle;
  private long window;
  private int inWindow;
  private long silentFrom = Long.MAX_VALUE;
  private long silentUntil = Long.MAX_VALUE;
  private Consumer<Run> ended = run -> {};

  /** When a job started and ends, in ns; and who waits for its end. */
  static final class Run {
    final Job job;
    final long start;
    final long end;
    LongConsumer waiting;

    Run(Job job, long start, long end) {
      this.job = job;
      this.start = start;
      this.end = end;
    }
  }

  /**
   * @param seconds how long a job runs
   * @param limitPerWorker requests in 10 s for each running worker, if that is more than 2 000
   */
  SimulatedEndpoint(int workers, ToDoubleFunction<Job> seconds, int limitPerWorker) {
    this.idle = workers;
    this.seconds = seconds;
    this.limitPerWorker = limitPerWorker;
  }

  /** Run times of one to five seconds, the same in every run of a test. */
  static ToDoubleFunction<Job> oneToFiveSeconds() {
    Random random = new Random(42);
    return job -> 2.2 * Math.exp(0.4 * random.nextGaussian());
  }

  void submit(Job job, boolean low, long now) {
    (low ? lowPriority : queue).addLast(job);
    start(now);
  }

  /** Takes all jobs out of the queue. */
  List<Job> purge(long now) {
    List<Job> removed = new ArrayList<>(queue);
    removed.addAll(lowPriority);
    queue.clear();
    lowPriority.clear();
    removed.forEach(job -> purged.put(job, now));
    return removed;
  }

  /** From now on it admits so many requests in 10 s. */
  void limit(int requests) {
    limit = requests;
  }

  /** Answers nothing from then on for that long. */
  void silent(Duration from, Duration time) {
    silentFrom = from.toNanos();
    silentUntil = silentFrom + time.toNanos();
  }

  boolean isSilent(long now) {
    return now >= silentFrom && now < silentUntil;
  }

  /** Counts a request; false if there are too many. */
  boolean admits(long now) {
    if (now / WINDOW != window) {
      window = now / WINDOW;
      inWindow = 0;
    }
    inWindow++;
    return inWindow <= Math.max(limit, limitPerWorker * running.size());
  }

  /** Lets everything happen that is due until {@code now}. */
  void advance(long now) {
    while (!running.isEmpty() && running.peek().end <= now) {
      Run over = running.poll();
      idle++;
      ended.accept(over);
      if (over.waiting != null) {
        over.waiting.accept(over.end);
      }
      start(over.end);
    }
  }

  /** Tells of each job that has ended. */
  void onEnd(Consumer<Run> listener) {
    ended = listener;
  }

  /** When the next job ends; the largest long if none runs. */
  long nextEvent() {
    return running.isEmpty() ? Long.MAX_VALUE : running.peek().end;
  }

  /** Nothing if the job is not known, or not any more. */
  Optional<JobStatus> status(Job job, long now) {
    Run run = runs.get(job);
    if (run == null) {
      return purged.containsKey(job) ? Optional.empty() : Optional.of(JobStatus.IN_QUEUE);
    }
    if (run.end > now) {
      return Optional.of(JobStatus.IN_PROGRESS);
    }
    long retention = job.terms().sync() ? SYNC_RETENTION : RETENTION;
    return run.end + retention > now ? Optional.of(JobStatus.COMPLETED) : Optional.empty();
  }

  int running() {
    return running.size();
  }

  /** Null if it has not started. */
  Run run(Job job) {
    return runs.get(job);
  }

  Collection<Run> runs() {
    return runs.values();
  }

  Map<Job, Long> purged() {
    return purged;
  }

  private void start(long now) {
    while (idle > 0 && !(queue.isEmpty() && lowPriority.isEmpty())) {
      idle--;
      Job job = queue.isEmpty() ? lowPriority.pollFirst() : queue.pollFirst();
      Run run = new Run(job, now, now + (long) (seconds.applyAsDouble(job) * 1e9));
      runs.put(job, run);
      running.add(run);
    }
  }
}
