package io.runpod.kafka.sandbox.bench;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.JobState;
import io.runpod.kafka.simulator.JobTruth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * From a job's end at RunPod to its result before a {@code read_committed} consumer, with at most
 * 100 jobs running.
 */
final class ResultScenario implements Scenario {
  private static final int JOBS = 1_500;
  private static final int WORKERS = 100;
  private static final int COLD = 300;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public void run(Report report) throws InterruptedException {
    try (Sandbox sandbox =
        Sandbox.builder()
            .name("bench-latency")
            .workerInChild()
            .workerJvm("-Xmx512m", "-XX:TieredStopAtLevel=4")
            .endpoint(EndpointOptions.named("bench").workers(WORKERS))
            .start()) {
      sandbox.topics().create("runpod.jobs", 4, Map.of());
      sandbox.create(
          sandbox.connector("runpod-source.json").with("runpod.stream.enabled", "false"), 2);
      sandbox.create(sandbox.connector("runpod-sink-json.json"), 2);
      for (int i = 0; i < JOBS; i++) {
        int delay = 1_000 + i * 7_919 % 4_000;
        var unused =
            sandbox
                .topics()
                .send(
                    new ProducerRecord<>(
                        "runpod.jobs", "k" + i, "{\"simulate\":{\"delayMs\":" + delay + "}}"));
      }
      Percentiles late = new Percentiles(waits(sandbox, seen(sandbox)));
      report.add(Figure.atMost("finished to visible, p50", late.at(0.5), "ms", 250));
      report.add(Figure.atMost("finished to visible, p99", late.at(0.99), "ms", 1_000));
    }
  }

  /** When each job's result was read, in the order they were. */
  private static Map<String, Instant> seen(Sandbox sandbox) {
    Map<String, Instant> seen = new HashMap<>();
    Instant giveUp = Instant.now().plus(PATIENCE);
    try (TopicReader<JobResult> results = sandbox.topics().avroReader("runpod.job-results")) {
      while (seen.size() < JOBS) {
        for (ConsumerRecord<String, JobResult> record : results.next(Duration.ofMillis(100))) {
          seen.putIfAbsent(record.key(), Instant.now());
        }
        if (Instant.now().isAfter(giveUp)) {
          throw new IllegalStateException("only " + seen.size() + " of " + JOBS + " results came");
        }
      }
    }
    return seen;
  }

  private static List<Long> waits(Sandbox sandbox, Map<String, Instant> seen) {
    List<Long> waits = new ArrayList<>();
    List<JobTruth> jobs = sandbox.endpoint().jobs();
    for (JobTruth job : jobs.subList(COLD, jobs.size())) {
      Instant ended =
          job.states().stream()
              .filter(change -> change.state() == JobState.COMPLETED)
              .findFirst()
              .orElseThrow()
              .at();
      waits.add(Duration.between(ended, seen.get(job.id())).toMillis());
    }
    return waits;
  }
}
