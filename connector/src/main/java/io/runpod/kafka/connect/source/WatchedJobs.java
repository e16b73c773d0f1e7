package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.metrics.Metrics;
import io.runpod.kafka.connect.poll.PollSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** How many jobs of one endpoint are watched. Written by the task's thread, read by any. */
final class WatchedJobs {
  private final InstantSource clock;
  private volatile int live;
  private volatile int queued;
  private volatile int running;
  private volatile Optional<Instant> oldestQueued = Optional.empty();

  WatchedJobs(InstantSource clock) {
    this.clock = clock;
  }

  void are(PollSchedule schedule) {
    live = schedule.live();
    queued = schedule.queued();
    running = schedule.running();
    oldestQueued = schedule.oldestQueued();
  }

  void show(Metrics metrics) {
    metrics.gauge("live-jobs", "Jobs whose result is not told yet.", () -> live);
    metrics.gauge("queued-jobs", "Those of them last seen in RunPod's queue.", () -> queued);
    metrics.gauge("running-jobs", "Those of them last seen with a worker.", () -> running);
    metrics.gauge(
        "oldest-queued-age-ms",
        "How long ago the first of the queued jobs was submitted, in ms; 0 if there is none.",
        this::ageMs);
  }

  private long ageMs() {
    return oldestQueued
        .map(since -> Math.max(0, Duration.between(since, clock.instant()).toMillis()))
        .orElse(0L);
  }
}
