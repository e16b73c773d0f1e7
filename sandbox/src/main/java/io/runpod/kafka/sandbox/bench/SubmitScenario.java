package io.runpod.kafka.sandbox.bench;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How close one sink task comes to what its requests in flight allow, every submit written to the
 * ledger: the topic is loaded beforehand, the first seconds are warm-up.
 */
final class SubmitScenario implements Scenario {
  private static final Duration SERVICE = Duration.ofMillis(50);
  private static final int WARM_UP = 12;
  private static final int SECONDS = 10;
  private static final int KEYS = 1_000;

  /** One set of settings and what is asked of it. */
  private record Case(String name, int inFlight, String ordering, double share) {
    double ceiling() {
      return inFlight * 1_000.0 / SERVICE.toMillis();
    }
  }

  private static final List<Case> CASES =
      List.of(
          new Case("64 in flight", 64, "none", 0.97),
          new Case("64 in flight, by key", 64, "key", 0.95),
          new Case("200 in flight", 200, "none", 0.93));

  @Override
  public String name() {
    return "submit";
  }

  @Override
  public void run(Report report) throws InterruptedException {
    try (Sandbox sandbox =
        Sandbox.builder()
            .name("bench-submit")
            .workerInChild()
            .workerJvm("-Xmx512m", "-XX:TieredStopAtLevel=4")
            .endpoint(EndpointOptions.named("bench").workers(0).remembered(0))
            .start()) {
      sandbox.endpoint().faults().add(Fault.on(Operation.RUN).latency(SERVICE));
      for (Case one : CASES) {
        measure(one, sandbox, report);
      }
    }
  }

  private static void measure(Case one, Sandbox sandbox, Report report)
      throws InterruptedException {
    String topic = "jobs." + one.name().replaceAll("[^a-z0-9]+", "-");
    sandbox.topics().create(topic, 1, Map.of());
    long records = Math.round(one.ceiling() * (WARM_UP + SECONDS + 3));
    for (long i = 0; i < records; i++) {
      var unused =
          sandbox
              .topics()
              .send(
                  new ProducerRecord<>(
                      topic,
                      "key-" + i % KEYS,
                      "{\"prompt\":\"a job like any other\",\"n\":" + i + "}"));
    }
    Cpu cpu = new Cpu(sandbox.workerProcess(0));
    Instant start = Instant.now();
    ConnectorFile sink =
        sandbox
            .connector("runpod-sink-json.json")
            .named("bench-" + topic)
            .with("topics", topic)
            .with("runpod.max.in.flight", Integer.toString(one.inFlight()))
            .with("runpod.submit.ordering", one.ordering())
            .with("runpod.run.limit.per.10s", "1000000")
            .with("tasks.max", "1");
    sandbox.create(sink, 1);
    Instant from = firstSecond(sandbox, start).plusSeconds(WARM_UP);
    sleepUntil(from);
    Duration cpuBefore = cpu.used();
    sleepUntil(from.plusSeconds(SECONDS));
    Duration cpuUsed = cpu.used().minus(cpuBefore);
    sleepUntil(from.plusSeconds(SECONDS + 1));
    long submitted =
        sandbox
            .endpoint()
            .requests()
            .perSecond(Operation.RUN)
            .subMap(from, from.plusSeconds(SECONDS))
            .values()
            .stream()
            .mapToLong(Long::longValue)
            .sum();
    sandbox.connect().delete(sink.name());
    double rate = (double) submitted / SECONDS;
    report.add(
        Figure.atLeast(
                "submit, " + one.name() + ": share of the ceiling",
                rate / one.ceiling() * 100,
                "%",
                one.share() * 100)
            .against(Figure.digits(rate) + "/s of " + Figure.digits(one.ceiling()) + "/s"));
    report.add(
        Figure.atMost(
            "submit, " + one.name() + ": worker CPU per 1000",
            cpuUsed.toMillis() / 1_000.0 / submitted * 1_000,
            "s",
            0.30));
  }

  /** The first whole second in which jobs of this case arrived. */
  private static Instant firstSecond(Sandbox sandbox, Instant start) throws InterruptedException {
    while (true) {
      SortedMap<Instant, Long> seconds =
          sandbox.endpoint().requests().perSecond(Operation.RUN).tailMap(start);
      if (!seconds.isEmpty()) {
        return seconds.firstKey();
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static void sleepUntil(Instant time) throws InterruptedException {
    long millis = Duration.between(Instant.now(), time).toMillis();
    if (millis > 0) {
      TimeUnit.MILLISECONDS.sleep(millis);
    }
  }
}
