package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.client.ConnectorStatus;
import io.runpod.kafka.sandbox.observe.Consumed;
import io.runpod.kafka.sandbox.observe.Figures;
import io.runpod.kafka.sandbox.observe.Guarantees;
import io.runpod.kafka.sandbox.observe.InDoubt;
import io.runpod.kafka.sandbox.observe.Ledger;
import io.runpod.kafka.sandbox.observe.Produced;
import io.runpod.kafka.sandbox.observe.Promises;
import io.runpod.kafka.sandbox.observe.Story;
import io.runpod.kafka.sandbox.observe.Truth;
import io.runpod.kafka.simulator.Arrival;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A worker that is paused while its reads of streams are open, missed, and then wakes up beside its
 * heir. RunPod holds the answers back for that moment, so that nothing is on its way from the
 * worker when it is paused: what it could still send then, guarantees.md says, comes too late to be
 * told in its place.
 */
@Tag("alone")
class ZombieReaderIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String JOBS = "runpod.jobs";
  private static final int COUNT = 32;
  private static final int CHUNKS = 300;
  private static final Duration HELD = Duration.ofSeconds(5);

  @Test
  void whatAPausedReaderTookIsReportedAndNothingIsToldTwice() throws Exception {
    try (Sandbox sandbox =
            Sandbox.builder()
                .name("zombie-reader")
                .workerInChild()
                .worker("session.timeout.ms", "6000")
                .worker("heartbeat.interval.ms", "2000")
                .worker("producer.transaction.timeout.ms", "8000")
                .worker("consumer.session.timeout.ms", "6000")
                .worker("consumer.heartbeat.interval.ms", "2000")
                .broker("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000")
                .endpoint(EndpointOptions.named("zombie").workers(COUNT))
                .start();
        Consumed consumed = new Consumed(sandbox.topics())) {
      int other = sandbox.workers().add();
      sandbox.topics().create(JOBS, 4, Map.of());
      ConnectorFile source = sandbox.connector("runpod-source.json");
      ConnectorFile sink = sandbox.connector("runpod-sink-json.json");
      sandbox.create(source, 2);
      sandbox.create(sink, 2);
      await().atMost(PATIENCE).until(() -> workersOf(sandbox, source).size() == 2);
      Produced produced = Produced.to(sandbox.topics(), JOBS, 4, COUNT, ZombieReaderIT::generator);
      await().atMost(PATIENCE).until(() -> streaming(consumed) == COUNT);

      Instant since = Instant.now();
      sandbox.endpoint().faults().add(Fault.on(Operation.STREAM).answerAfter(HELD));
      await().atMost(PATIENCE).until(() -> readSince(since, sandbox) == COUNT);
      signal(sandbox.workers().process(other), "STOP");
      sandbox.endpoint().faults().clear();
      await().atMost(PATIENCE).until(() -> workersOf(sandbox, source).size() == 1);
      int before = consumed.chunks().size();
      await().atMost(PATIENCE).until(() -> consumed.chunks().size() > before + COUNT * 10);
      signal(sandbox.workers().process(other), "CONT");

      await().atMost(PATIENCE).until(() -> consumed.results().size() >= COUNT);
      sandbox.connect().delete(source.name());
      sandbox.connect().delete(sink.name());
      await().atMost(PATIENCE).until(() -> sandbox.connect().names().isEmpty());
      Story story =
          new Story(produced, Truth.of(sandbox.endpoint()), consumed.outputs(), List.of());
      Figures figures = Figures.of(story);
      System.out.println("zombie reader: " + figures);
      new Guarantees(Promises.throughCrashes(InDoubt.notIn(Ledger.accepted(sandbox.topics()))))
          .requireOf(story);
      assertThat(figures.lossy()).as("streams that lost chunks to the pause").isPositive();
    }
  }

  /** Half of them prove by their output what is whole. */
  private static String generator(int n) {
    return "{\"n\":%d,\"simulate\":{\"delayMs\":10,\"chunks\":%d,\"chunkIntervalMs\":100,\"aggregate\":%s}}"
        .formatted(n, CHUNKS, n % 2 == 0);
  }

  /** Streams that are read, and whose answers are held. */
  private static long readSince(Instant since, Sandbox sandbox) {
    return sandbox.endpoint().arrivals().stream()
        .filter(arrival -> arrival.operation() == Operation.STREAM && arrival.at().isAfter(since))
        .map(Arrival::job)
        .distinct()
        .count();
  }

  private static long streaming(Consumed consumed) {
    return consumed.chunks().stream().map(chunk -> chunk.getJobId()).distinct().count();
  }

  private static Set<String> workersOf(Sandbox sandbox, ConnectorFile connector) {
    return Stream.of(sandbox.connect().status(connector.name()))
        .filter(status -> status.isRunning(2))
        .flatMap(status -> status.tasks().stream())
        .map(ConnectorStatus.Task::worker)
        .collect(Collectors.toSet());
  }

  private static void signal(ProcessHandle process, String name) throws Exception {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    assertThat(code).isZero();
  }
}
