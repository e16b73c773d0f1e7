package io.runpod.kafka.sandbox.bench;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * How close one sink task comes to what its requests in flight allow, every submit written to the
 * ledger: the topic is loaded beforehand. The first ten seconds of the worker are told apart; all
 * other figures are of a warm one. A client that only calls is measured beside each.
 */
final class SubmitScenario implements Scenario {
  private static final Duration SERVICE = Duration.ofMillis(50);
  private static final long PURGED_EVERY_MS = 100;
  private static final int COLD = 10;
  private static final int LONG_WARM_UP = 60;
  private static final int WARM_UP = 10;
  private static final int SECONDS = 10;

  /** For the endpoint that answers at once: enough for this machine. */
  private static final double MOST = 20_000;

  /** One set of settings and what is asked of it. */
  private record Case(
      String name, Duration service, int inFlight, String ordering, Optional<Double> share) {
    double ceiling() {
      return service.isZero() ? MOST : inFlight * 1_000.0 / service.toMillis();
    }
  }

  private static final List<Case> CASES =
      List.of(
          new Case("64 in flight", SERVICE, 64, "none", Optional.of(0.97)),
          new Case("64 in flight, by key", SERVICE, 64, "key", Optional.of(0.95)),
          new Case("200 in flight", SERVICE, 200, "none", Optional.of(0.93)),
          new Case("64 in flight, 0 ms", Duration.ZERO, 64, "none", Optional.empty()));

  @Override
  public String name() {
    return "submit";
  }

  @Override
  public void run(Report report) throws InterruptedException {
    ScheduledExecutorService purge = Executors.newSingleThreadScheduledExecutor();
    try (Sandbox sandbox =
        Sandbox.builder()
            .name("bench-submit")
            .workerInChild()
            .workerJvm("-Xms512m", "-Xmx512m", "-XX:TieredStopAtLevel=4")
            .endpoint(EndpointOptions.named("bench").workers(0).remembered(0))
            .start()) {
      // nobody works on the jobs: what the simulator keeps of them must not grow with the run, or
      // its collections stop the simulator and the broker ever longer
      Future<?> purging =
          purge.scheduleAtFixedRate(
              sandbox.endpoint()::purgeQueue, 0, PURGED_EVERY_MS, TimeUnit.MILLISECONDS);
      boolean cold = true;
      for (Case one : CASES) {
        sandbox.endpoint().faults().clear();
        if (!one.service().isZero()) {
          sandbox.endpoint().faults().add(Fault.on(Operation.RUN).latency(one.service()));
        }
        measure(one, cold, sandbox, report);
        cold = false;
        if (purging.isDone()) {
          throw new IllegalStateException("the queue is not emptied any more");
        }
      }
      purging.cancel(false);
    } finally {
      purge.shutdownNow();
    }
  }

  private static void measure(Case one, boolean cold, Sandbox sandbox, Report report)
      throws InterruptedException {
    int warmUp = cold ? LONG_WARM_UP : WARM_UP;
    String topic = "jobs." + one.name().replaceAll("[^a-z0-9]+", "-");
    long records = Math.round(one.ceiling() * (warmUp + SECONDS + 3));
    Input.load(
        sandbox, topic, 1, records, i -> "{\"prompt\":\"a job like any other\",\"n\":" + i + "}");
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
    Instant first = Load.firstSecond(sandbox, start).plusSeconds(1);
    String name = "submit, " + one.name();
    if (cold) {
      Load early = Load.of(sandbox, first, COLD);
      report.add(
          Figure.reported(
              name + ", cold: share of the ceiling", early.perSecond() / one.ceiling() * 100, "%"));
      report.add(Figure.reported(name + ", cold: worker CPU per 1000", early.cpu(), "s"));
    }
    Load warm = Load.of(sandbox, first.plusSeconds(warmUp), SECONDS);
    if (Load.since(sandbox, start) >= records) {
      throw new IllegalStateException(records + " records were too few for " + name);
    }
    sandbox.connect().delete(sink.name());
    double bare = BareClient.perSecond(sandbox, one.inFlight());
    report.add(rate(one, name, warm, bare));
    report.add(Figure.atMost(name + ": worker CPU per 1000", warm.cpu(), "s", 0.30));
  }

  private static Figure rate(Case one, String name, Load warm, double bare) {
    String beside =
        "raw sockets "
            + Figure.digits(bare)
            + "/s, this is "
            + Figure.digits(warm.perSecond() / bare * 100)
            + " % of it";
    return one.share()
        .map(
            share ->
                Figure.atLeast(
                        name + ": share of the ceiling",
                        warm.perSecond() / one.ceiling() * 100,
                        "%",
                        share * 100)
                    .against(
                        Figure.digits(warm.perSecond())
                            + "/s of "
                            + Figure.digits(one.ceiling())
                            + "/s; "
                            + beside))
        .orElseGet(() -> Figure.reported(name, warm.perSecond(), "1/s").against(beside));
  }
}
