package io.runpod.kafka.connect.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.flow.WorkerLimit;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Figures of the schedule in virtual time: the same on every machine and in every run. */
class PollSimulationTest {
  private static final int LIVE = 100_000;
  private static final int LIMIT = 2_000;
  private static final Duration ANNOUNCED = Duration.ofSeconds(30);
  private static final Duration WARM = Duration.ofMinutes(1);

  @Test
  void seesJobsEndSoonAmongAHundredThousand() {
    PollSimulation simulation = simulation(50, limits(125, 100));
    simulation.submit(LIVE);
    simulation.play(Duration.ofMinutes(5));
    Figures.print("50 workers, 100 long polls", simulation, WARM);

    Lags ends = simulation.endsSince(WARM);
    assertThat(ends.count()).isGreaterThan(3_000);
    assertThat(ends.seconds(0.50)).isLessThanOrEqualTo(0.15);
    assertThat(ends.seconds(0.99)).isLessThanOrEqualTo(0.5);
    assertThat(simulation.startsSince(WARM).seconds(0.99)).isLessThanOrEqualTo(1.0);
    assertThat(simulation.refused()).isZero();
  }

  @Test
  void seesThemSoonWithoutLongPollsToo() {
    PollSimulation simulation = simulation(50, limits(125, 0));
    simulation.submit(LIVE);
    simulation.play(Duration.ofMinutes(5));
    Figures.print("50 workers, no long polls", simulation, WARM);

    Lags ends = simulation.endsSince(WARM);
    assertThat(ends.seconds(0.50)).isLessThanOrEqualTo(0.3);
    assertThat(ends.seconds(0.99)).isLessThanOrEqualTo(1.2);
    assertThat(simulation.refused()).isZero();
  }

  @Test
  void pollingInTurnSeesThemMinutesLater() {
    for (Duration interval : new Duration[] {Duration.ZERO, Duration.ofSeconds(1)}) {
      PollSimulation simulation =
          new PollSimulation(endpoint(50, 0), new TurnPoller(interval, LIMIT));
      simulation.submit(LIVE);
      simulation.play(Duration.ofMinutes(25));
      String what = interval.isZero() ? "50 workers, round-robin" : "50 workers, polling each 1 s";
      Figures.print(what, simulation, Duration.ofMinutes(10));

      assertThat(simulation.endsSince(Duration.ofMinutes(10)).seconds(0.5)).isGreaterThan(100);
    }
  }

  @Test
  void followsTheLimitThatGrowsWithTheWorkers() {
    PollSimulation simulation =
        new PollSimulation(
            endpoint(500, 50), LoneSchedule.of(limits(100, 80), new WorkerLimit(LIMIT, 50), 0));
    simulation.readHealth();
    simulation.submit(LIVE);
    simulation.play(Duration.ofMinutes(5));
    Figures.print("500 workers, limit grows by 50 a worker", simulation, WARM);

    assertThat(simulation.endsSince(WARM).count()).isGreaterThan(40_000);
    assertThat(simulation.endsSince(WARM).seconds(0.99)).isLessThanOrEqualTo(1.0);
    assertThat(simulation.refused()).isZero();
  }

  @Test
  void staysBehindEvenlyWhenMoreEndThanItMayAskAbout() {
    PollSimulation simulation = simulation(500, limits(125, 100));
    simulation.submit(LIVE);
    simulation.play(Duration.ofMinutes(6));
    Figures.print("500 workers, limit flat", simulation, WARM);

    // all but every request brings the end of a job, and there are not enough of them
    assertThat(simulation.seen()).isGreaterThan((int) (0.95 * simulation.asked()));
    assertThat(simulation.asked()).isGreaterThan((int) (0.98 * LIMIT / 10 * 360));
    // what is behind is only what there are too few requests for
    double endsPerSecond = simulation.endsSince(WARM).count() / 300.0;
    double behind = (endsPerSecond - 0.98 * LIMIT / 10) * 360 / (LIMIT / 10.0);
    assertThat(simulation.endsSince(WARM).seconds(1)).isLessThan(behind + 10);
    // and the jobs of one moment are seen in one moment
    for (int minute = 1; minute < 5; minute++) {
      Lags together =
          simulation.ends(
              Duration.ofMinutes(minute), Duration.ofMinutes(minute).plusSeconds(5), job -> true);
      assertThat(together.seconds(0.99) - together.seconds(0.01)).isLessThan(10);
    }
  }

  @Test
  void seesJobsEndAtOnceWhenTheyAreAnnounced() {
    PollSimulation simulation = announced();
    simulation.announceEnds(Duration.ofMillis(50));
    simulation.submit(LIVE);
    simulation.play(Duration.ofMinutes(5));
    Figures.print("50 workers, webhooks", simulation, WARM);

    assertThat(simulation.endsSince(WARM).count()).isGreaterThan(3_000);
    assertThat(simulation.endsSince(WARM).seconds(0.99)).isLessThanOrEqualTo(0.3);
  }

  @Test
  void seesEveryEndWithinTheIntervalWhenAllAnnouncementsAreLost() {
    PollSimulation simulation = announced();
    simulation.submit(LIVE);
    simulation.play(Duration.ofMinutes(10));
    Figures.print("50 workers, webhooks that are all lost", simulation, WARM);

    assertThat(simulation.endsSince(WARM).count()).isGreaterThan(5_000);
    assertThat(simulation.endsSince(WARM).seconds(1))
        .isLessThanOrEqualTo(ANNOUNCED.toSeconds() + 2);
  }

  private static PollSimulation announced() {
    return simulation(50, limits(125, 100, Optional.of(ANNOUNCED)));
  }

  private static PollSimulation simulation(int workers, PollLimits limits) {
    return new PollSimulation(endpoint(workers, 0), LoneSchedule.of(limits, LIMIT, 0));
  }

  private static SimulatedEndpoint endpoint(int workers, int limitPerWorker) {
    return new SimulatedEndpoint(workers, SimulatedEndpoint.oneToFiveSeconds(), limitPerWorker);
  }

  /** The product's own, but for the two. */
  static PollLimits limits(int inFlight, int longPolls) {
    return limits(inFlight, longPolls, Optional.empty());
  }

  private static PollLimits limits(
      int inFlight, int longPolls, Optional<Duration> announcedInterval) {
    return new PollLimits(
        inFlight,
        longPolls,
        Duration.ofSeconds(2),
        Duration.ofSeconds(1),
        Duration.ofSeconds(20),
        16,
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        announcedInterval);
  }
}
