package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * An endpoint in virtual time: one queue, some workers, job durations of a seeded random. It knows
 * when each job started and ended; clients learn it from {@link #status} only.
 */
final class SimulatedEndpoint {
  private final Deque<Job> queue = new ArrayDeque<>();
  private final Map<Job, Run> runs = new HashMap<>();
  private final PriorityQueue<Run> running =
      new PriorityQueue<>((a, b) -> Long.compare(a.end, b.end));
  private final Random random;
  private final double medianSeconds;
  private final double sigma;
  private int idle;
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

  SimulatedEndpoint(int workers, double medianSeconds, double sigma, long seed) {
    this.idle = workers;
    this.medianSeconds = medianSeconds;
    this.sigma = sigma;
    this.random = new Random(seed);
  }

  void submit(Job job, long now) {
    queue.addLast(job);
    start(now);
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

  JobStatus status(Job job, long now) {
    Run run = runs.get(job);
    if (run == null) {
      return JobStatus.IN_QUEUE;
    }
    return run.end <= now ? JobStatus.COMPLETED : JobStatus.IN_PROGRESS;
  }

  Run run(Job job) {
    return runs.get(job);
  }

  private void start(long now) {
    while (idle > 0 && !queue.isEmpty()) {
      idle--;
      double seconds = medianSeconds * Math.exp(sigma * random.nextGaussian());
      Run run = new Run(queue.pollFirst(), now, now + (long) (seconds * 1e9));
      runs.put(run.job, run);
      running.add(run);
    }
  }
}
