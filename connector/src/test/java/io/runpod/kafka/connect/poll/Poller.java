package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.job.Job;
import java.time.Duration;
import java.util.Optional;

/** Who decides in a simulation which job is asked about next: a schedule, or a baseline. */
interface Poller {
  void add(Job job, long now);

  Optional<Poll> next(long now);

  long nanosToNext(long now);

  void answered(Job job, long now);

  void published(Job job, long now);

  void unchanged(Job job, long now);

  void postponed(Job job, Duration delay, long now);

  default void missing(Job job, Duration delay, long now) {
    postponed(job, delay, now);
  }

  default void refused(Job job, Duration delay, long now) {
    postponed(job, delay, now);
  }

  default void ran(Duration executionTime) {}

  default void soon(Job job, long now) {}

  default void nudge(Job job, long now) {}

  default void workers(int running, long now) {}

  default void throttled(long now) {}

  static Poller of(PollSchedule schedule) {
    return new Poller() {
      @Override
      public void add(Job job, long now) {
        schedule.add(job, now);
      }

      @Override
      public Optional<Poll> next(long now) {
        return schedule.next(now);
      }

      @Override
      public long nanosToNext(long now) {
        return schedule.nanosToNext(now);
      }

      @Override
      public void answered(Job job, long now) {
        schedule.answered(job, now);
      }

      @Override
      public void published(Job job, long now) {
        schedule.published(job, now);
      }

      @Override
      public void unchanged(Job job, long now) {
        schedule.unchanged(job, now);
      }

      @Override
      public void postponed(Job job, Duration delay, long now) {
        schedule.postponed(job, delay, now);
      }

      @Override
      public void refused(Job job, Duration delay, long now) {
        schedule.refused(job, delay, now);
      }

      @Override
      public void missing(Job job, Duration delay, long now) {
        schedule.missing(job, delay, now);
      }

      @Override
      public void ran(Duration executionTime) {
        schedule.ran(executionTime);
      }

      @Override
      public void soon(Job job, long now) {
        schedule.soon(job, now);
      }

      @Override
      public void nudge(Job job, long now) {
        schedule.nudge(job, now);
      }

      @Override
      public void workers(int running, long now) {
        schedule.workers(running, now);
      }

      @Override
      public void throttled(long now) {
        schedule.throttled(now);
      }
    };
  }
}
