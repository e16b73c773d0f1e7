package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.client.ConnectorFile;
import io.runpod.kafka.sandbox.observe.ChunksGapFree;
import io.runpod.kafka.sandbox.observe.ChunksHonest;
import io.runpod.kafka.sandbox.observe.Consumed;
import io.runpod.kafka.sandbox.observe.Coordinates;
import io.runpod.kafka.sandbox.observe.EventIdsUnique;
import io.runpod.kafka.sandbox.observe.Guarantees;
import io.runpod.kafka.sandbox.observe.InDoubt;
import io.runpod.kafka.sandbox.observe.NotSubmittedTwice;
import io.runpod.kafka.sandbox.observe.NothingLost;
import io.runpod.kafka.sandbox.observe.OneResultPerAttempt;
import io.runpod.kafka.sandbox.observe.OutputsTrue;
import io.runpod.kafka.sandbox.observe.Produced;
import io.runpod.kafka.sandbox.observe.SentRecord;
import io.runpod.kafka.sandbox.observe.StatusChainValid;
import io.runpod.kafka.sandbox.observe.Story;
import io.runpod.kafka.sandbox.observe.Truth;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.simulator.Arrival;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.JobState;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import io.runpod.kafka.simulator.StateChange;
import io.runpod.kafka.simulator.Timing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whole endpoints fail with all their jobs alive, behind one pair of connectors: some answer
 * everything in the same wrong way for a while, one cannot be reached for longer than RunPod keeps
 * a result. The jobs were submitted long enough ago to count as gone if RunPod said so. Played
 * once; each test looks at one side of it.
 */
@Tag("chaos")
class EndpointMishapIT {
  private static final boolean LONG = Boolean.getBoolean("chaos");
  private static final Duration PATIENCE = Duration.ofMinutes(LONG ? 8 : 2);
  private static final String JOBS = "runpod.jobs";
  private static final int PARTITIONS = 4;

  /** At each of the endpoints that answer wrongly. */
  private static final int JOBS_EACH = LONG ? 10_000 : 500;

  /** Three questions about a job that is said to be gone take 20 s. */
  private static final Duration MISHAP = Duration.ofSeconds(LONG ? 60 : 23);

  private static final Duration RUN = Duration.ofMillis(500);

  /** They run while the endpoint answers wrongly, and end half of its jobs. */
  private static final int BUSY = (int) (JOBS_EACH * RUN.toMillis() / MISHAP.toMillis() / 2);

  private static final int WORKERS = BUSY * 5;

  /** Jobs that are submitted at once; few, for RunPod's queue has them in no order then. */
  private static final int IN_FLIGHT = 16;

  private static final Map<String, Fault> MISHAPS = new LinkedHashMap<>();

  static {
    MISHAPS.put(
        "no-job",
        Fault.onAll().httpStatus(404, "application/json", "{\"detail\":\"job not found\"}"));
    MISHAPS.put("no-endpoint", Fault.onAll().httpStatus(404, "text/html", "<html>nginx</html>"));
    MISHAPS.put("no-key", Fault.onAll().httpStatus(401));
    MISHAPS.put("page", Fault.onAll().httpStatus(200, "text/html", "<html>maintenance</html>"));
  }

  private static final String AWAY = "away";
  private static final int AWAY_JOBS = 320;
  private static final int AWAY_WORKERS = 10;
  private static final Duration RETENTION = Duration.ofMinutes(30);

  /** So much longer than the retention the outage is after the first jobs ended. */
  private static final Duration LOST = Duration.ofSeconds(4 * 60 + 30);

  private static final Map<String, SimulatedEndpoint> wrong = new LinkedHashMap<>();
  private static final Produced produced = new Produced();
  private static SimulatedEndpoint away;
  private static Sandbox sandbox;
  private static Consumed consumed;

  /** In simulated time. */
  private static Instant outageBegan;

  private static Instant outageEnded;

  /** In real time. */
  private static Instant reachable;

  private static Story story;

  @BeforeAll
  static void play() throws Exception {
    sandbox =
        Sandbox.builder()
            .name("mishaps")
            .workerInChild()
            .endpoint(
                EndpointOptions.named(AWAY)
                    .workers(AWAY_WORKERS)
                    .script("{\"delayMs\":60000,\"chunks\":2,\"aggregate\":true}"))
            .start();
    away = sandbox.endpoint();
    MISHAPS.keySet().forEach(name -> wrong.put(name, wronglyAnswering(name)));
    sandbox.topics().create(JOBS, PARTITIONS, Map.of());
    String all = AWAY + "," + String.join(",", MISHAPS.keySet());
    sandbox.create(
        connector("runpod-source.json", all)
            .with("runpod.ledger.topic", AgedLedger.TOPIC)
            .with("runpod.poll.limit.per.10s", "4000"),
        1);
    sandbox.create(
        connector("runpod-sink-json.json", all)
            .with("runpod.run.limit.per.10s", "1000000")
            .with("runpod.max.in.flight", Integer.toString(IN_FLIGHT)),
        1);
    consumed = new Consumed(sandbox.topics());
    takeUp();
    beginToWork();

    away.faults().add(Fault.onAll().cutConnection());
    outageBegan = sandbox.simulator().now();
    wrong.forEach((name, endpoint) -> endpoint.faults().add(MISHAPS.get(name)));
    long mishapEnds = System.nanoTime() + MISHAP.toNanos();
    int before = consumed.results().size();
    letTheOutagePass();
    await().atMost(PATIENCE).until(() -> System.nanoTime() - mishapEnds > 0);
    assertThat(wrong.values()).allSatisfy(EndpointMishapIT::requireHits);
    long ended = wrong.values().stream().mapToLong(EndpointMishapIT::ended).sum();
    wrong.values().forEach(endpoint -> endpoint.faults().clear());
    wrong.values().forEach(endpoint -> endpoint.ail(0, 0));

    long over = System.nanoTime();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> consumed.results().size() >= produced.records().size());
    System.out.printf(
        "mishaps: %d jobs, %d told before and %d ended meanwhile, all told %d s later%n",
        produced.records().size(),
        before,
        ended,
        Duration.ofNanos(System.nanoTime() - over).toSeconds());
    List<SimulatedEndpoint> endpoints = new ArrayList<>(wrong.values());
    endpoints.add(away);
    story =
        new Story(
            produced,
            Truth.of(endpoints.toArray(SimulatedEndpoint[]::new)),
            consumed.outputs(),
            List.of());
  }

  @AfterAll
  static void stop() {
    consumed.close();
    sandbox.close();
  }

  @Test
  void noJobEndsOfWhatIsAnsweredForAWholeEndpointForAWhile() {
    Map<String, Map<String, Long>> ends =
        consumed.results().stream()
            .filter(result -> wrong.containsKey(result.getEndpointId()))
            .collect(
                Collectors.groupingBy(
                    JobResult::getEndpointId,
                    Collectors.groupingBy(JobResult::getStatus, Collectors.counting())));

    assertThat(ends.keySet()).isEqualTo(wrong.keySet());
    assertThat(ends.values()).containsOnly(Map.of("COMPLETED", (long) JOBS_EACH));
    assertThat(consumed.results())
        .filteredOn(result -> wrong.containsKey(result.getEndpointId()))
        .extracting(JobResult::getError)
        .containsOnlyNulls();
  }

  @Test
  void afterAnOutageExpiredIsExactlyWhatRunPodHadForgottenByItsEnd() {
    List<String> lost =
        away.jobs().stream().filter(EndpointMishapIT::isLost).map(JobTruth::id).toList();

    assertThat(lost).hasSizeGreaterThan(AWAY_WORKERS).hasSizeLessThan(AWAY_JOBS / 2);
    assertThat(consumed.results())
        .filteredOn(result -> result.getStatus().equals("EXPIRED"))
        .allSatisfy(result -> assertThat(result.getExpiredReason()).isEqualTo("RETENTION"))
        .extracting(JobResult::getJobId)
        .containsExactlyInAnyOrderElementsOf(lost);
  }

  @Test
  void afterAnOutageWhatRunPodForgetsFirstIsReadFirst() {
    Map<String, Integer> asked = new HashMap<>();
    away.arrivals().stream()
        .filter(call -> call.operation() == Operation.STATUS && call.at().isAfter(reachable))
        .map(Arrival::job)
        .forEach(job -> asked.putIfAbsent(job, asked.size()));
    List<Integer> order =
        away.jobs().stream()
            .filter(job -> !isLost(job))
            .sorted(Comparator.comparing(EndpointMishapIT::endOf))
            .map(job -> asked.get(job.id()))
            .toList();

    // those that are asked about at once, and were submitted at once, come in any order
    assertThat(IntStream.range(0, order.size()).map(i -> overtaking(order, i)))
        .allSatisfy(jobs -> assertThat(jobs).isLessThan(IN_FLIGHT * 4));
  }

  /** How many jobs that are kept longer were asked about before this one. */
  private static int overtaking(List<Integer> order, int job) {
    return (int)
        order.subList(job + 1, order.size()).stream()
            .filter(later -> later < order.get(job))
            .count();
  }

  @Test
  void allPromisesHold() {
    new Guarantees(
            List.of(
                new NothingLost(),
                new NotSubmittedTwice(InDoubt.none()),
                new OneResultPerAttempt(),
                new StatusChainValid(),
                new ChunksGapFree(),
                new ChunksHonest(),
                new OutputsTrue(),
                new EventIdsUnique()))
        .requireOf(story);
    assertThat(sandbox.connect().status("runpod-source").reason()).isEmpty();
    assertThat(sandbox.connect().status("runpod-sink-json").reason()).isEmpty();
  }

  private static SimulatedEndpoint wronglyAnswering(String name) {
    return sandbox
        .simulator()
        .addEndpoint(
            EndpointOptions.named(name)
                .workers(WORKERS)
                .jobDuration(RUN)
                // the outage of the other moves their time too
                .time(Timing.RUN_RETENTION, Duration.ofHours(3)));
  }

  private static ConnectorFile connector(String file, String endpoints) {
    return sandbox.connector(file).with("runpod.endpoints", endpoints).with("tasks.max", "1");
  }

  /** Submits all jobs, and has all of them told to be queued. */
  private static void takeUp() throws Exception {
    away.ail(AWAY_WORKERS, 0);
    wrong.values().forEach(endpoint -> endpoint.ail(WORKERS, 0));
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (int n = 0; n < JOBS_EACH; n++) {
      for (String endpoint : wrong.keySet()) {
        sent.add(send(endpoint, sent.size()));
      }
    }
    for (int n = 0; n < AWAY_JOBS; n++) {
      sent.add(send(AWAY, sent.size()));
    }
    for (int n = 0; n < sent.size(); n++) {
      RecordMetadata at = sent.get(n).get();
      produced.add(
          new SentRecord(
              n, new Coordinates(at.topic(), at.partition(), at.offset()), SentRecord.Fate.JOB));
    }
    try (AgedLedger ledger = new AgedLedger(sandbox.topics(), RETENTION.plusMinutes(10))) {
      await().atMost(PATIENCE).until(() -> ledger.copy() >= sent.size());
    }
    await().atMost(PATIENCE).until(() -> consumed.statuses().size() >= sent.size());
  }

  private static Future<RecordMetadata> send(String endpoint, int n) {
    ProducerRecord<String, String> job =
        new ProducerRecord<>(JOBS, n % PARTITIONS, "key-" + n, "{\"n\":" + n + "}");
    job.headers().add("runpod.endpoint", endpoint.getBytes(StandardCharsets.UTF_8));
    return sandbox.topics().send(job);
  }

  /** An endpoint that never worked is not given time, and only what runs is asked about often. */
  private static void beginToWork() {
    wrong.values().forEach(endpoint -> endpoint.ail(WORKERS - BUSY, 0));
    away.ail(0, 0);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                consumed.results().stream()
                    .map(JobResult::getEndpointId)
                    .collect(Collectors.toSet())
                    .equals(wrong.keySet()));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                consumed.statuses().stream()
                    .anyMatch(
                        status ->
                            status.getEndpointId().equals(AWAY)
                                && status.getStatus().equals("IN_PROGRESS")));
  }

  /** Time runs fast while the endpoint is away: until four minutes' worth of results is gone. */
  private static void letTheOutagePass() {
    // more than it takes to find out that nothing answers
    await().atMost(PATIENCE).until(() -> hits(away) > 22);
    wrong.values().forEach(endpoint -> endpoint.ail(WORKERS, 0));
    sandbox.simulator().advance(RETENTION);
    Instant first = away.jobs().stream().map(EndpointMishapIT::endOf).min(Instant::compareTo).get();
    outageEnded = first.plus(RETENTION).plus(LOST);
    sandbox.simulator().advance(Duration.between(sandbox.simulator().now(), outageEnded));
    wrong.values().forEach(endpoint -> endpoint.ail(WORKERS - BUSY, 0));
    away.faults().clear();
    reachable = Instant.now();
  }

  /** When the job ended; the far future if it has not. */
  private static Instant endOf(JobTruth job) {
    return job.states().stream()
        .filter(change -> change.state().isTerminal())
        .map(StateChange::at)
        .findFirst()
        .orElse(Instant.MAX);
  }

  /** RunPod had forgotten its result when it could be reached again. */
  private static boolean isLost(JobTruth job) {
    return endOf(job).isAfter(outageBegan) && !endOf(job).plus(RETENTION).isAfter(outageEnded);
  }

  private static long ended(SimulatedEndpoint endpoint) {
    return endpoint.jobs().stream().filter(job -> job.status() == JobState.COMPLETED).count();
  }

  private static int hits(SimulatedEndpoint endpoint) {
    return endpoint.faults().hits().get(0).count();
  }

  private static void requireHits(SimulatedEndpoint endpoint) {
    assertThat(hits(endpoint)).as("wrong answers of " + endpoint.options().name()).isPositive();
  }
}
