package io.runpod.kafka.sandbox.bench;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.client.TopicReader;
import io.runpod.kafka.schema.StreamChunk;
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

/** A hundred jobs that stream at once: how soon a chunk is seen, and how many are in a second. */
final class StreamScenario implements Scenario {
  private static final int JOBS = 100;
  private static final int SLOW_CHUNKS = 40;
  private static final int SLOW_INTERVAL_MS = 500;
  private static final int FAST_CHUNKS = 2_000;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @Override
  public String name() {
    return "streams";
  }

  @Override
  public void run(Report report) throws InterruptedException {
    try (Sandbox sandbox =
        Sandbox.builder()
            .name("bench-streams")
            .workerInChild()
            .workerJvm("-Xmx512m", "-XX:TieredStopAtLevel=4")
            .endpoint(EndpointOptions.named("bench").workers(JOBS))
            .start()) {
      sandbox.topics().create("runpod.jobs", 1, Map.of());
      sandbox.create(
          sandbox
              .connector("runpod-source.json")
              .with("tasks.max", "1")
              .with("runpod.poll.max.in.flight", "200"),
          1);
      sandbox.create(sandbox.connector("runpod-sink-json.json").with("tasks.max", "1"), 1);
      try (TopicReader<StreamChunk> chunks = sandbox.topics().avroReader("runpod.job-stream")) {
        load(sandbox, SLOW_CHUNKS, SLOW_INTERVAL_MS);
        Percentiles late = new Percentiles(waits(sandbox, read(chunks)));
        report.add(Figure.atMost("chunk to visible, 100 streams, p50", late.at(0.5), "ms", 150));
        report.add(Figure.reported("chunk to visible, 100 streams, p99", late.at(0.99), "ms"));
        load(sandbox, FAST_CHUNKS, 0);
        Instant first = Instant.now();
        Map<String, Map<Long, Instant>> seen = read(chunks);
        Instant begun =
            seen.values().stream()
                .flatMap(job -> job.values().stream())
                .min(Instant::compareTo)
                .orElse(first);
        double seconds = Duration.between(begun, Instant.now()).toMillis() / 1_000.0;
        report.add(
            Figure.atLeast("chunks through one task", JOBS * FAST_CHUNKS / seconds, "1/s", 5_000));
      }
    }
  }

  private static void load(Sandbox sandbox, int chunks, int intervalMs) {
    for (int i = 0; i < JOBS; i++) {
      var unused =
          sandbox
              .topics()
              .send(
                  new ProducerRecord<>(
                      "runpod.jobs",
                      chunks + "-" + i,
                      "{\"simulate\":{\"delayMs\":1000,\"chunks\":"
                          + chunks
                          + ",\"chunkIntervalMs\":"
                          + intervalMs
                          + "}}"));
    }
  }

  /** When each chunk was read, by job and number, once all jobs' end markers are there. */
  private static Map<String, Map<Long, Instant>> read(TopicReader<StreamChunk> reader) {
    Map<String, Map<Long, Instant>> seen = new HashMap<>();
    int ended = 0;
    Instant giveUp = Instant.now().plus(PATIENCE);
    while (ended < JOBS) {
      for (ConsumerRecord<String, StreamChunk> record : reader.next(Duration.ofMillis(50))) {
        if (record.value().getEndOfStream()) {
          ended++;
        } else {
          seen.computeIfAbsent(record.key(), job -> new HashMap<>())
              .putIfAbsent(record.value().getSequence(), Instant.now());
        }
      }
      if (Instant.now().isAfter(giveUp)) {
        throw new IllegalStateException("only " + ended + " of " + JOBS + " streams ended");
      }
    }
    return seen;
  }

  /** From the time a chunk was yielded, which follows from the job's start. */
  private static List<Long> waits(Sandbox sandbox, Map<String, Map<Long, Instant>> seen) {
    List<Long> waits = new ArrayList<>();
    for (JobTruth job : sandbox.endpoint().jobs()) {
      Instant started =
          job.states().stream()
              .filter(change -> change.state() == JobState.IN_PROGRESS)
              .findFirst()
              .orElseThrow()
              .at();
      // the first chunks come while the job's leaving the queue is being told
      for (long n = 4; n < SLOW_CHUNKS; n++) {
        Instant yielded = started.plusMillis(1_000 + n * SLOW_INTERVAL_MS);
        waits.add(Duration.between(yielded, seen.get(job.id()).get(n)).toMillis());
      }
    }
    return waits;
  }
}
