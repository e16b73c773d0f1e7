package io.runpod.kafka.connect.poll;

import static io.runpod.kafka.connect.poll.PollSimulationTest.limits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.runpod.kafka.connect.flow.WorkerLimit;
import io.runpod.kafka.connect.job.Job;
import java.time.Duration;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/** Four source tasks of one worker share an endpoint's limit, in virtual time. */
class PooledPollsTest {
  private static final int LIVE = 100_000;
  private static final int LIMIT = 2_000;
  private static final int TASKS = 4;
  private static final PollLimits LIMITS = limits(25, 0);
  private static final Duration WARM = Duration.ofMinutes(1);
  private static final double NEARLY_ALL = 0.98 * LIMIT / 10 * 300;

  @Test
  void aTaskThatHasAllTheJobsUsesWhatTheOthersLeave() {
    PooledPollers tasks = tasks(job -> 1, 0);
    PollSimulation simulation = play(tasks, 500, 0);
    Figures.print("500 workers, one task of four has all jobs", simulation, WARM);

    assertThat((double) tasks.asked(1)).isGreaterThan(NEARLY_ALL);
    assertThat(tasks.mostInTenSeconds()).isLessThanOrEqualTo(LIMIT);
    assertThat(simulation.refused()).isZero();
  }

  @Test
  void busyTasksGetEqualPartsHoweverOftenTheOthersTry() {
    PooledPollers tasks = tasks(PooledPollsTest::inTurn, 0);
    PollSimulation simulation = play(tasks, 500, 0);
    Figures.print("500 workers, four tasks", simulation, WARM);

    for (int task = 0; task < TASKS; task++) {
      assertThat(tasks.asked(task) * TASKS / NEARLY_ALL).isCloseTo(1, within(0.05));
    }
    assertThat((double) simulation.asked()).isGreaterThan(NEARLY_ALL);
    assertThat(tasks.mostInTenSeconds()).isLessThanOrEqualTo(LIMIT);
    assertThat(simulation.refused()).isZero();
  }

  @Test
  void jobsOfOneTaskAreSeenToEndAsSoonAsIfItWereAlone() {
    PollSimulation alone = play(Poller.of(LoneSchedule.of(LIMITS, LIMIT, 0)), 50, 0);
    PollSimulation oneOfFour = play(tasks(job -> 0, 0), 50, 0);
    Figures.print("50 workers, one task", alone, WARM);
    Figures.print("50 workers, one task of four has all jobs", oneOfFour, WARM);

    for (double quantile : new double[] {0.5, 0.99}) {
      assertThat(oneOfFour.endsSince(WARM).seconds(quantile))
          .isLessThanOrEqualTo(1.1 * alone.endsSince(WARM).seconds(quantile));
    }
  }

  @Test
  void theSweepOfALongQueueUsesWhatTheOthersLeaveToo() {
    PollSimulation alone = play(Poller.of(LoneSchedule.of(LIMITS, LIMIT, 0)), 0, 0);
    PollSimulation oneOfFour = play(tasks(job -> 0, 0), 0, 0);
    System.out.printf(
        "a queue swept by one task: %d requests, by one of four: %d%n",
        alone.asked(), oneOfFour.asked());

    assertThat((double) oneOfFour.asked()).isGreaterThan(0.95 * alone.asked());
  }

  @Test
  void jobsOfRunsyncOfOneTaskAreAskedAboutAsOftenAsIfItWereAlone() {
    int alone = askedAboutRunsync(Poller.of(LoneSchedule.of(LIMITS, LIMIT, 0)));
    int oneOfFour = askedAboutRunsync(tasks(job -> 0, 0));

    assertThat((double) oneOfFour).isGreaterThan(0.95 * alone);
  }

  private static int askedAboutRunsync(Poller poller) {
    PollSimulation simulation = new PollSimulation(new SimulatedEndpoint(0, job -> 1, 0), poller);
    simulation.play(Duration.ofSeconds(1));
    simulation.submitSync(400);
    simulation.play(Duration.ofMinutes(5));
    return simulation.asked();
  }

  @Test
  void whatALimitGrowsByIsLentToo() {
    PooledPollers tasks = tasks(job -> 2, 50);
    PollSimulation simulation = play(tasks, 500, 50);
    Figures.print("500 workers, limit grows, one task of four has all", simulation, WARM);

    assertThat(simulation.endsSince(WARM).count()).isGreaterThan(40_000);
    assertThat(simulation.endsSince(WARM).seconds(0.99)).isLessThanOrEqualTo(2.0);
    assertThat(simulation.refused()).isZero();
  }

  @Test
  void aLimitThatIsWronglyTakenToGrowIsFoundOutByOneForAll() {
    PooledPollers tasks = tasks(job -> 2, 50);
    PollSimulation simulation = play(tasks, 500, 0);
    Figures.print("500 workers, growth refused, one task of four has all", simulation, WARM);

    // those of the moment in which it was found out
    assertThat(simulation.refused()).isLessThan(600);
    int refused = simulation.refused();
    simulation.play(Duration.ofMinutes(4));
    assertThat(simulation.refused()).isEqualTo(refused);
  }

  @Test
  void aRefusalOfOneSlowsAllForAWhile() {
    PooledPollers tasks = tasks(PooledPollsTest::inTurn, 0);
    PollSimulation simulation = play(tasks, 500, 0);

    tasks.throttled(Duration.ofMinutes(5).plusSeconds(1).toNanos());
    int[] asked = new int[TASKS];
    for (int task = 0; task < TASKS; task++) {
      asked[task] = tasks.asked(task);
    }
    simulation.play(Duration.ofSeconds(2));
    for (int task = 0; task < TASKS; task++) {
      assertThat(tasks.asked(task) - asked[task]).isLessThan(2 * LIMIT / 10 / TASKS * 2 / 3);
    }
  }

  private static PollSimulation play(Poller poller, int workers, int limitPerWorker) {
    PollSimulation simulation =
        new PollSimulation(
            new SimulatedEndpoint(workers, SimulatedEndpoint.oneToFiveSeconds(), limitPerWorker),
            poller);
    simulation.readHealth();
    // all have joined, and have not come with a burst
    simulation.play(Duration.ofSeconds(1));
    simulation.submit(LIVE);
    simulation.play(Duration.ofMinutes(5));
    return simulation;
  }

  /**
   * @param owner the number of a job's task
   */
  private static PooledPollers tasks(ToIntFunction<Job> owner, double limitPerWorker) {
    return new PooledPollers(
        TASKS,
        LIMITS,
        () -> new WorkerLimit((double) LIMIT / TASKS, limitPerWorker / TASKS),
        owner);
  }

  private static int inTurn(Job job) {
    return (int) (job.ledgerOffset() % TASKS);
  }
}
