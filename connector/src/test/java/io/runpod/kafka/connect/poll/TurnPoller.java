package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.flow.LonePace;
import io.runpod.kafka.connect.flow.Pace;
import io.runpod.kafka.connect.job.Job;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A baseline: every job is asked about in its turn, and not again before some time has gone by. No
 * time at all is round-robin, one second is what RunPod's SDK does for each job it waits for. It
 * keeps the documented limit of requests like everybody else.
 */
final class TurnPoller implements Poller {
  private static final int IN_FLIGHT = 125;

  private final Duration interval;
  private final Pace pace;
  private final Deque<Turn> turns = new ArrayDeque<>();
  private int open;

  private record Turn(Job job, long at) {}

  TurnPoller(Duration interval, double limitPer10s) {
    this.interval = interval;
    this.pace = LonePace.of(limitPer10s, 0);
  }

  @Override
  public void add(Job job, long now) {
    turns.addLast(new Turn(job, now));
  }

  @Override
  public Optional<Poll> next(long now) {
    if (nanosToNext(now) > 0) {
      return Optional.empty();
    }
    pace.tryTake(now);
    open++;
    return Optional.of(new Poll(turns.pollFirst().job(), Poll.Kind.STATUS, Duration.ZERO));
  }

  @Override
  public long nanosToNext(long now) {
    return turns.isEmpty() || open == IN_FLIGHT
        ? Long.MAX_VALUE
        : Math.max(pace.nanosToNext(now), turns.peekFirst().at() - now);
  }

  @Override
  public void answered(Job job, long now) {
    open--;
  }

  @Override
  public void published(Job job, long now) {
    unchanged(job, now);
  }

  @Override
  public void unchanged(Job job, long now) {
    if (!job.phase().quiet()) {
      turns.addLast(new Turn(job, now + interval.toNanos()));
    }
  }

  @Override
  public void postponed(Job job, Duration delay, long now) {
    unchanged(job, now);
  }
}
