package io.runpod.kafka.sandbox.bench;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Limits;
import io.runpod.kafka.simulator.Operation;
import java.time.Instant;

/**
 * Default settings against RunPod's documented limits, in real time: how much of 100 submits a
 * second is used, and how many are refused. The ten minutes of it are a test in virtual time.
 */
final class QuotaScenario implements Scenario {
  private static final double DOCUMENTED = 100;
  private static final int SECONDS = 40;
  private static final int PARTITIONS = 4;

  @Override
  public String name() {
    return "quota";
  }

  @Override
  public void run(Report report) throws InterruptedException {
    try (Sandbox sandbox =
        Sandbox.builder()
            .name("bench-quota")
            .workerInChild()
            .endpoint(
                EndpointOptions.named("bench").workers(0).remembered(0).limits(Limits.documented()))
            .start()) {
      measure(1, sandbox, report);
      measure(PARTITIONS, sandbox, report);
      report.add(
          Figure.atMost(
              "default settings: submits refused as too many",
              sandbox.endpoint().requests().count(Operation.RUN, 429),
              "",
              0));
    }
  }

  private static void measure(int tasks, Sandbox sandbox, Report report)
      throws InterruptedException {
    String topic = "jobs-of-" + tasks;
    long records = Math.round(DOCUMENTED * (SECONDS + 15));
    Input.load(sandbox, topic, PARTITIONS, records, i -> "{\"n\":" + i + "}");
    Instant start = Instant.now();
    ConnectorFile sink =
        sandbox
            .connector("runpod-sink-json.json")
            .named("bench-" + topic)
            .with("topics", topic)
            .with("tasks.max", Integer.toString(tasks));
    sandbox.create(sink, tasks);
    Load load = Load.of(sandbox, Load.firstSecond(sandbox, start).plusSeconds(2), SECONDS);
    sandbox.connect().delete(sink.name());
    report.add(
        Figure.atLeast(
            "default settings, " + tasks + " tasks: share of the documented limit",
            load.perSecond() / DOCUMENTED * 100,
            "%",
            98));
  }
}
