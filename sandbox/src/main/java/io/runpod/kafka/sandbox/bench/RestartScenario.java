package io.runpod.kafka.sandbox.bench;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.simulator.Arrival;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A worker with a heap of 256 MB takes up 100 000 jobs that live long, stops, and starts again
 * behind the offsets of an hour at full quota: how soon it polls, and how much it has to read.
 */
final class RestartScenario implements Scenario {
  private static final int LIVE = 100_000;
  private static final int RUNNING = 50;
  private static final String OFFSETS = "runpod-connect-offsets";
  private static final Set<Operation> POLLS =
      Set.of(Operation.STATUS, Operation.STATUS_SYNC, Operation.STREAM);

  /** 100 jobs a second for an hour, 1.3 KB of snapshots for each. */
  private static final double AN_HOUR_MB = 470;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Override
  public String name() {
    return "restart";
  }

  @Override
  public void run(Report report) throws InterruptedException {
    try (Sandbox sandbox =
        Sandbox.builder()
            .name("bench-restart")
            .workerInChild()
            .workerJvm("-Xmx256m", "-XX:+ExitOnOutOfMemoryError")
            // Kafka's own default: an hour's offsets lie in several partitions
            .worker("offset.storage.partitions", "25")
            .endpoint(
                EndpointOptions.named("bench")
                    .workers(RUNNING)
                    .script("{\"delayMs\":" + Duration.ofHours(2).toMillis() + "}"))
            .start()) {
      KafkaLog offsets = new KafkaLog(sandbox, OFFSETS);
      double seconds = takeUp(sandbox);
      report.add(
          Figure.reported(LIVE + " live jobs taken up, heap of 256 MB", LIVE / seconds, "jobs/s"));
      sandbox.workers().stop(0);
      offsets.writeAgain(AN_HOUR_MB);
      report.add(
          Figure.atMost(
              "offsets to read at a restart, after that hour",
              offsets.megabytesOnceCompacted(60),
              "MB",
              100));
      Instant launched = Instant.now();
      sandbox.workers().start(0);
      Instant ready = Instant.now();
      Instant polled = firstPoll(sandbox, launched);
      report.add(
          Figure.atMost(
                  "restart with " + LIVE + " live jobs: worker ready to first poll",
                  Math.max(0, Duration.between(ready, polled).toMillis()) / 1_000.0,
                  "s",
                  10)
              .against(
                  Figure.digits(Duration.between(launched, ready).toMillis() / 1_000.0)
                      + " s from its launch until it is ready"));
    }
  }

  /** Seconds until all jobs are submitted and told as IN_QUEUE. */
  private static double takeUp(Sandbox sandbox) throws InterruptedException {
    Input.load(sandbox, "runpod.jobs", 4, LIVE, i -> "{\"n\":" + i + "}");
    sandbox.create(sandbox.connector("runpod-source.json"), 2);
    long start = System.nanoTime();
    sandbox.create(
        sandbox
            .connector("runpod-sink-json.json")
            .with("runpod.run.limit.per.10s", "1000000")
            .with("runpod.max.in.flight", "200"),
        2);
    KafkaLog statuses = new KafkaLog(sandbox, "runpod.job-status");
    long deadline = start + PATIENCE.toNanos();
    while (statuses.records() < LIVE) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("only " + statuses.records() + " jobs were taken up");
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static Instant firstPoll(Sandbox sandbox, Instant since) throws InterruptedException {
    Instant deadline = since.plus(PATIENCE);
    while (Instant.now().isBefore(deadline)) {
      var first =
          sandbox.endpoint().arrivals().stream()
              .filter(call -> POLLS.contains(call.operation()) && call.at().isAfter(since))
              .map(Arrival::at)
              .min(Comparator.naturalOrder());
      if (first.isPresent()) {
        return first.get();
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new IllegalStateException("no job was asked about after the restart");
  }
}
