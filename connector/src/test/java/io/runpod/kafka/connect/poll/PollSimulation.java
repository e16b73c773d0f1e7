package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.Jobs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** Plays a schedule against a {@link SimulatedEndpoint} in virtual time, without waiting. */
final class PollSimulation {
  private static final long MS = 1_000_000;
  private static final long ROUND_TRIP = 50 * MS;
  private static final long PUBLISH = 15 * MS;

  private final SimulatedEndpoint endpoint;
  private final PollSchedule schedule;
  private final JobLife life = new JobLife(1);
  private final PriorityQueue<Event> events =
      new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
  private final Map<Job, Long> startSeen = new HashMap<>();
  private final List<Long> startLag = new ArrayList<>();
  private final List<Long> endLag = new ArrayList<>();
  private long now;
  private long measureFrom;
  private int asked;

  private record Event(long at, Runnable action) {}

  PollSimulation(SimulatedEndpoint endpoint, PollLimits limits, double requestsPerSecond) {
    this.endpoint = endpoint;
    this.schedule = new PollSchedule(limits, requestsPerSecond * 10, 0);
  }

  void submit(int count) {
    for (int i = 0; i < count; i++) {
      Job job = Jobs.job("job-" + i, i, Cursor.QUEUED, false);
      endpoint.submit(job, now);
      schedule.add(job, now);
    }
  }

  /** From now on RunPod announces the end of each job that long after it. */
  void announceEnds(Duration delay) {
    endpoint.onEnd(run -> at(run.end + delay.toNanos(), () -> schedule.nudge(run.job, now)));
  }

  /** Plays {@code time}; what ended in its first fifth is not counted. */
  void play(Duration time) {
    long end = now + time.toNanos();
    measureFrom = now + time.toNanos() / 5;
    while (now < end) {
      ask();
      long next = Math.min(end, now + Math.max(1, schedule.nanosToNext(now)));
      if (schedule.nanosToNext(now) == Long.MAX_VALUE) {
        next = end;
      }
      if (!events.isEmpty()) {
        next = Math.min(next, events.peek().at);
      }
      next = Math.min(next, endpoint.nextEvent());
      now = Math.max(now, next);
      endpoint.advance(now);
      while (!events.isEmpty() && events.peek().at <= now) {
        events.poll().action.run();
      }
    }
  }

  private void ask() {
    for (Optional<Poll> poll = schedule.next(now); poll.isPresent(); poll = schedule.next(now)) {
      asked++;
      Poll question = poll.get();
      at(now + ROUND_TRIP / 2, () -> arrive(question));
    }
  }

  private void arrive(Poll question) {
    SimulatedEndpoint.Run run = endpoint.run(question.job());
    if (question.hold().isZero() || run == null || run.end <= now) {
      answer(question);
      return;
    }
    long limit = now + question.hold().toNanos();
    if (run.end > limit) {
      at(limit, () -> answer(question));
    } else {
      run.waiting = ended -> at(ended, () -> answer(question));
    }
  }

  private void answer(Poll question) {
    JobStatus status = endpoint.status(question.job(), now);
    at(now + ROUND_TRIP / 2, () -> takeUp(question.job(), status));
  }

  private void takeUp(Job job, JobStatus status) {
    boolean news = !life.statusRead(job, Jobs.answer(status), Jobs.NOW).isEmpty();
    if (!status.equals(JobStatus.IN_QUEUE) && startSeen.putIfAbsent(job, now) == null) {
      count(startLag, endpoint.run(job).start);
    }
    if (status.terminal()) {
      count(endLag, endpoint.run(job).end);
    }
    schedule.answered(job, now);
    if (news) {
      at(now + PUBLISH, () -> schedule.published(job, now));
    } else {
      schedule.unchanged(job, now);
    }
  }

  private void count(List<Long> lags, long happened) {
    if (now >= measureFrom) {
      lags.add(now - happened);
    }
  }

  private void at(long time, Runnable action) {
    events.add(new Event(Math.max(time, now), action));
  }

  /** Seconds from the end of a job until it was seen, at a quantile. */
  double endSeen(double quantile) {
    return quantile(endLag, quantile);
  }

  double startSeen(double quantile) {
    return quantile(startLag, quantile);
  }

  int asked() {
    return asked;
  }

  int ended() {
    return endLag.size();
  }

  private static double quantile(List<Long> lags, double quantile) {
    long[] sorted = lags.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)] / 1e9;
  }
}
