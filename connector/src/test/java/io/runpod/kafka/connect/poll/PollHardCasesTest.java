package io.runpod.kafka.connect.poll;

import static io.runpod.kafka.connect.poll.PollSimulationTest.limits;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.flow.WorkerLimit;
import io.runpod.kafka.connect.job.Job;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Cases that hurt, in virtual time. The limits are the product's default ones. */
class PollHardCasesTest {
  private static final int LIVE = 100_000;
  private static final int LIMIT = 2_000;
  private static final PollLimits LIMITS = limits(100, 80);
  private static final PollLimits NO_HOLDS = limits(100, 0);
  private static final Duration WARM = Duration.ofMinutes(1);
  private static final int HOURS = 440;

  @Test
  void jobsOfAnHourDoNotHideJobsOfASecond() {
    for (PollLimits limits : new PollLimits[] {LIMITS, NO_HOLDS}) {
      PollSimulation simulation = hoursAndSeconds(schedule(limits));
      simulation.play(Duration.ofMinutes(5));
      Figures.print(
          "jobs of 1 s beside 440 of 1 h, long polls: " + limits.longPolls(), simulation, WARM);

      assertThat(simulation.endsSince(WARM).count()).isGreaterThan(14_000);
      assertThat(simulation.endsSince(WARM).seconds(0.99)).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void jobsOfAnHourAreSeenToEndInTheirTurn() {
    PollSimulation simulation = hoursAndSeconds(schedule(LIMITS));
    simulation.play(Duration.ofMinutes(61));
    Lags hours =
        simulation.ends(Duration.ZERO, Duration.ofMinutes(61), PollHardCasesTest::takesAnHour);
    Figures.print("those of 1 h", hours, simulation);

    assertThat(hours.count()).isEqualTo(HOURS);
    assertThat(hours.seconds(1)).isLessThanOrEqualTo(10);
  }

  @Test
  void pollingInTurnSeesNoneOfThemInTime() {
    PollSimulation hours = hoursAndSeconds(new TurnPoller(Duration.ZERO, LIMIT));
    hours.play(Duration.ofMinutes(8));
    Figures.print("jobs of 1 s beside 440 of 1 h, round-robin", hours, WARM);
    PollSimulation low =
        new PollSimulation(
            endpoint(50, SimulatedEndpoint.oneToFiveSeconds(), 0),
            new TurnPoller(Duration.ofSeconds(1), LIMIT));
    low.submit(LIVE, number -> number % 3 == 0);
    low.play(Duration.ofMinutes(8));
    Figures.print("a third of low priority, polling each 1 s", low, WARM);

    assertThat(hours.endsSince(WARM).seconds(0.5)).isGreaterThan(100);
    assertThat(low.endsSince(WARM).seconds(0.5)).isGreaterThan(100);
  }

  @Test
  void jobsOfLowPriorityDoNotHideThoseThatOvertakeThem() {
    PollSimulation simulation = simulation(50, LIMITS);
    simulation.submit(LIVE, number -> number % 3 == 0);
    simulation.play(Duration.ofMinutes(10));
    Figures.print("a third of low priority", simulation, WARM);

    assertThat(simulation.endsSince(WARM).count()).isGreaterThan(10_000);
    assertThat(simulation.endsSince(WARM).seconds(0.99)).isLessThanOrEqualTo(0.5);
  }

  @Test
  void jobsOfLowPriorityAreSeenWhenTheirTimeComes() {
    PollSimulation simulation = simulation(50, LIMITS);
    simulation.submit(12_000, number -> number % 3 == 0);
    simulation.play(Duration.ofMinutes(11));
    Lags low =
        simulation.ends(Duration.ZERO, Duration.ofMinutes(11), job -> job.ledgerOffset() % 3 == 0);
    Figures.print("those of low priority, at last", low, simulation);

    assertThat(low.count()).isEqualTo(4_000);
    assertThat(low.seconds(0.5)).isLessThanOrEqualTo(0.5);
    assertThat(low.seconds(1)).isLessThanOrEqualTo(61);
  }

  @Test
  void aPurgeOfFiftyThousandJobsIsSeenAndDelaysNoOther() {
    PollSimulation simulation = simulation(50, LIMITS);
    simulation.readHealth();
    simulation.submit(50_000);
    simulation.after(Duration.ofSeconds(30), simulation::purge);
    simulation.submitEverySecond(20, Duration.ofSeconds(40));
    simulation.play(Duration.ofMinutes(20));
    Figures.print("jobs beside a purge of 50 000", simulation, WARM);
    Figures.print("those that were purged", simulation.purges(), simulation);

    assertThat(simulation.purges().count()).isGreaterThan(49_000);
    assertThat(simulation.purges().seconds(1)).isLessThanOrEqualTo(18 * 60);
    assertThat(simulation.endsSince(WARM).seconds(0.99)).isLessThanOrEqualTo(1);
    assertThat(simulation.lost()).isZero();
  }

  @Test
  void withoutHealthTheLimitDoesNotGrowAndNothingElseChanges() {
    PollSimulation blind = grown(500, 50);
    blind.submit(LIVE);
    blind.play(Duration.ofMinutes(2));
    PollSimulation flat = simulation(500, LIMITS);
    flat.submit(LIVE);
    flat.play(Duration.ofMinutes(2));
    Figures.print("500 workers, health not to be had", blind, WARM);

    assertThat(blind.refused()).isZero();
    assertThat(blind.asked()).isEqualTo(flat.asked());
    assertThat(blind.seen()).isEqualTo(flat.seen());
  }

  @Test
  void aLimitThatDoesNotGrowIsFoundOutByOneRefusal() {
    PollSimulation simulation = grown(500, 0);
    simulation.readHealth();
    simulation.submit(LIVE);
    simulation.play(Duration.ofMinutes(5));
    Figures.print("500 workers, limit wrongly taken to grow", simulation, WARM);

    assertThat(simulation.refused()).isBetween(1, 1_000);
    assertThat(simulation.seen()).isGreaterThan((int) (0.9 * LIMIT / 10 * 300));
  }

  @Test
  void catchesUpAfterTwentyMinutesWithoutAnswersAndLosesNothing() {
    for (boolean streamed : new boolean[] {false, true}) {
      SimulatedEndpoint endpoint = endpoint(50, SimulatedEndpoint.oneToFiveSeconds(), 0);
      endpoint.silent(Duration.ofMinutes(2), Duration.ofMinutes(20));
      PollSimulation simulation = new PollSimulation(endpoint, LoneSchedule.of(LIMITS, LIMIT, 0));
      if (streamed) {
        simulation.streamed();
      }
      simulation.readHealth();
      simulation.submit(LIVE);
      simulation.play(Duration.ofMinutes(22));
      long missed = simulation.unseen();
      int seconds = 0;
      for (; simulation.unseen() > 250; seconds++) {
        simulation.play(Duration.ofSeconds(1));
      }
      simulation.play(Duration.ofMinutes(2));
      System.out.printf(
          "20 minutes without answers%s: %d jobs ended, caught up %d s later; lost %d%n",
          streamed ? ", streams" : "", missed, seconds, simulation.lost());

      assertThat(missed).isGreaterThan(14_000);
      assertThat(simulation.lost()).isZero();
      assertThat(seconds).isLessThan(600);
    }
  }

  /** 440 of 500 workers are taken for an hour. */
  private static PollSimulation hoursAndSeconds(Poller poller) {
    PollSimulation simulation =
        new PollSimulation(endpoint(500, job -> takesAnHour(job) ? 3_600 : 1, 0), poller);
    simulation.submit(HOURS + LIVE);
    return simulation;
  }

  private static Poller schedule(PollLimits limits) {
    return Poller.of(LoneSchedule.of(limits, LIMIT, 0));
  }

  private static boolean takesAnHour(Job job) {
    return job.ledgerOffset() < HOURS;
  }

  private static PollSimulation simulation(int workers, PollLimits limits) {
    return new PollSimulation(
        endpoint(workers, SimulatedEndpoint.oneToFiveSeconds(), 0),
        LoneSchedule.of(limits, LIMIT, 0));
  }

  /** The schedule takes the limit to grow. */
  private static PollSimulation grown(int workers, int limitPerWorker) {
    return new PollSimulation(
        endpoint(workers, SimulatedEndpoint.oneToFiveSeconds(), limitPerWorker),
        LoneSchedule.of(LIMITS, new WorkerLimit(LIMIT, 50), 0));
  }

  private static SimulatedEndpoint endpoint(
      int workers, ToDoubleFunction<Job> seconds, int limitPerWorker) {
    return new SimulatedEndpoint(workers, seconds, limitPerWorker);
  }
}
