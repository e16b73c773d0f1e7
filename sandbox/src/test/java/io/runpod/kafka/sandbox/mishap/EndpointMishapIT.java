package io.runpod.kafka.sandbox.mishap;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.observe.ChunksGapFree;
import io.runpod.kafka.sandbox.observe.ChunksHonest;
import io.runpod.kafka.sandbox.observe.EventIdsUnique;
import io.runpod.kafka.sandbox.observe.Guarantees;
import io.runpod.kafka.sandbox.observe.InDoubt;
import io.runpod.kafka.sandbox.observe.NotSubmittedTwice;
import io.runpod.kafka.sandbox.observe.NothingLost;
import io.runpod.kafka.sandbox.observe.OneResultPerAttempt;
import io.runpod.kafka.sandbox.observe.OutputsTrue;
import io.runpod.kafka.sandbox.observe.StatusChainValid;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whole endpoints fail with all their jobs alive, behind one pair of connectors: some answer
 * everything in the same wrong way for a while, one cannot be reached for longer than RunPod keeps
 * a result. Played once; each test looks at one side of it.
 */
@Tag("chaos")
class EndpointMishapIT {
  private static final boolean LONG = Boolean.getBoolean("chaos");
  private static final Duration PATIENCE = Duration.ofMinutes(LONG ? 8 : 2);

  /** At each of the endpoints that answer wrongly. */
  private static final int JOBS_EACH = LONG ? 10_000 : 500;

  /** Three questions about a job that is said to be gone take 20 s. */
  private static final Duration MISHAP = Duration.ofSeconds(LONG ? 60 : 23);

  private static final Map<String, Fault> ANSWERS =
      Map.of(
          "no-job",
          Fault.onAll().httpStatus(404, "application/json", "{\"detail\":\"job not found\"}"),
          "no-endpoint",
          Fault.onAll().httpStatus(404, "text/html", "<html>nginx</html>"),
          "no-key",
          Fault.onAll().httpStatus(401),
          "page",
          Fault.onAll().httpStatus(200, "text/html", "<html>maintenance</html>"));

  private static final Map<String, WrongAnswers> wrong = new LinkedHashMap<>();
  private static MishapStage stage;
  private static LongOutage outage;

  @BeforeAll
  static void play() throws Exception {
    int busy = WrongAnswers.busy(JOBS_EACH, MISHAP);
    List<EndpointOptions> endpoints = new ArrayList<>(List.of(LongOutage.options()));
    ANSWERS.keySet().forEach(name -> endpoints.add(WrongAnswers.options(name, busy)));
    stage = new MishapStage(endpoints, PATIENCE);
    ANSWERS.forEach(
        (name, fault) -> wrong.put(name, new WrongAnswers(simulated(name), fault, busy)));
    outage = new LongOutage(stage.sandbox().simulator());

    wrong.values().forEach(WrongAnswers::rest);
    simulated(LongOutage.NAME).ail(LongOutage.WORKERS, 0);
    stage.takeUp(jobs(), LongOutage.RETENTION.plusMinutes(10));
    wrong.values().forEach(WrongAnswers::work);
    simulated(LongOutage.NAME).ail(0, 0);
    stage.awaitResultOf(wrong.keySet());
    stage.awaitRunning(LongOutage.NAME);

    int before = stage.results().size();
    assertThat(before).as("jobs that are over before anything is wrong").isLessThan(JOBS_EACH);
    long end = System.nanoTime() + MISHAP.toNanos();
    wrong.values().forEach(WrongAnswers::begin);
    outage.begin();
    wrong.values().forEach(WrongAnswers::rest);
    outage.pass();
    wrong.values().forEach(WrongAnswers::work);
    await().atMost(PATIENCE).until(() -> System.nanoTime() - end > 0);
    assertThat(wrong.values()).allSatisfy(one -> assertThat(one.hits()).isPositive());
    long ended = wrong.values().stream().mapToLong(WrongAnswers::ended).sum();

    wrong.values().forEach(WrongAnswers::end);
    long well = System.nanoTime();
    stage.awaitAllResults();
    System.out.printf(
        "mishaps of %d s: %d jobs, results of %d told before and %d there at the end, all told"
            + " %d s later%n",
        MISHAP.toSeconds(),
        jobs().size(),
        before,
        ended,
        Duration.ofNanos(System.nanoTime() - well).toSeconds());
    stage.endConnectors();
  }

  @AfterAll
  static void stop() {
    if (stage != null) {
      stage.close();
    }
  }

  @Test
  void noJobEndsOfWhatIsAnsweredForAWholeEndpointForAWhile() {
    List<JobResult> results =
        stage.results().stream().filter(one -> wrong.containsKey(one.getEndpointId())).toList();

    Map<String, Map<String, Long>> ends =
        results.stream()
            .collect(
                groupingBy(JobResult::getEndpointId, groupingBy(JobResult::getStatus, counting())));
    assertThat(ends.keySet()).isEqualTo(wrong.keySet());
    assertThat(ends.values()).containsOnly(Map.of("COMPLETED", (long) JOBS_EACH));
    assertThat(results).extracting(JobResult::getError).containsOnlyNulls();
  }

  @Test
  void afterAnOutageExpiredIsExactlyWhatRunPodHadForgottenByItsEnd() {
    List<String> lost = outage.lost();

    assertThat(lost).hasSize(5 * LongOutage.WORKERS);
    assertThat(stage.results())
        .filteredOn(result -> result.getStatus().equals("EXPIRED"))
        .allSatisfy(result -> assertThat(result.getExpiredReason()).isEqualTo("RETENTION"))
        .extracting(JobResult::getJobId)
        .containsExactlyInAnyOrderElementsOf(lost);
  }

  @Test
  void afterAnOutageWhatRunPodForgetsFirstIsReadFirst() {
    List<Integer> order = outage.order();

    // those that were submitted at once, and are asked about at once, come in any order
    assertThat(order).doesNotContainNull().hasSize(LongOutage.JOBS - 5 * LongOutage.WORKERS);
    assertThat(IntStream.range(0, order.size()).map(job -> overtaking(order, job)))
        .allSatisfy(jobs -> assertThat(jobs).isLessThan(MishapStage.IN_FLIGHT * 4));
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
    List<SimulatedEndpoint> endpoints =
        Stream.concat(ANSWERS.keySet().stream(), Stream.of(LongOutage.NAME))
            .map(EndpointMishapIT::simulated)
            .toList();
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
        .requireOf(stage.story(endpoints));
  }

  /** The name of an endpoint for each job. */
  private static List<String> jobs() {
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS_EACH; i++) {
      jobs.addAll(ANSWERS.keySet());
    }
    jobs.addAll(Collections.nCopies(LongOutage.JOBS, LongOutage.NAME));
    return jobs;
  }

  private static SimulatedEndpoint simulated(String name) {
    return stage.sandbox().simulator().endpoint(name);
  }
}
