package io.runpod.kafka.sandbox.bench;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.CountedResults;
import io.runpod.kafka.simulator.EndpointOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A hundred results of 10 MB, there at the same moment, through one task in a heap of 512 MB. */
final class LargeScenario implements Scenario {
  private static final int JOBS = 100;
  private static final int BYTES = 10 << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "large";
  }

  @Override
  public void run(Report report) throws InterruptedException {
    String job = "{\"delayMs\":1000,\"output\":\"%s\"}".formatted("z".repeat(BYTES));
    try (Sandbox sandbox =
        Sandbox.builder()
            .name("bench-large")
            .workerInChild()
            .workerJvm("-Xmx512m", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=4")
            .endpoint(EndpointOptions.named("bench").workers(JOBS).script(job))
            .start()) {
      sandbox.topics().create("runpod.job-results", 1, Map.of());
      Input.load(sandbox, "runpod.jobs", 1, JOBS, i -> "{\"n\":" + i + "}");
      sandbox.create(sandbox.connector("runpod-source.json").with("tasks.max", "1"), 1);
      Instant start = Instant.now();
      sandbox.create(sandbox.connector("runpod-sink-json.json").with("tasks.max", "1"), 1);
      long whole = whole(sandbox, start.plus(PATIENCE));
      double seconds = Duration.between(start, Instant.now()).toMillis() / 1_000.0;
      report.add(
          Figure.atLeast("results of 10 MB, heap of 512 MB, one task", whole, "of 100", JOBS)
              .against(Figure.digits(JOBS * (BYTES / 1e6) / seconds) + " MB/s from first to last"));
    }
  }

  /** Results of which as many bytes are committed as they are long, once all are or time is up. */
  private static long whole(Sandbox sandbox, Instant giveUp) {
    long whole = 0;
    try (CountedResults results = new CountedResults(sandbox.bootstrapServers())) {
      while (whole < JOBS && Instant.now().isBefore(giveUp)) {
        whole = results.read().values().stream().filter(bytes -> bytes >= BYTES).count();
      }
    }
    return whole;
  }
}
