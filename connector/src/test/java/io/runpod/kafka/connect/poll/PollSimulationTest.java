package io.runpod.kafka.connect.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Figures of the schedule in virtual time: the same on every machine and in every run. */
class PollSimulationTest {
  private static final int LIVE = 100_000;
  private static final Duration ANNOUNCED = Duration.ofSeconds(30);

  @Test
  void seesJobsEndSoonAmongAHundredThousand() {
    PollSimulation simulation = simulation(50, limits(125, 100));
    simulation.submit(LIVE);
    simulation.play(Duration.ofMinutes(5));
    print("100 long polls", simulation);

    assertThat(simulation.ended()).isGreaterThan(3_000);
    assertThat(simulation.endSeen(0.50)).isLessThanOrEqualTo(0.15);
    assertThat(simulation.endSeen(0.99)).isLessThanOrEqualTo(0.5);
    assertThat(simulation.startSeen(0.99)).isLessThanOrEqualTo(1.0);
  }

  @Test
  void seesThemSoonWithoutLongPollsToo() {
    PollSimulation simulation = simulation(50, limits(125, 0));
    simulation.submit(LIVE);
    simulation.play(Duration.ofMinutes(5));
    print("no long polls", simulation);

    assertThat(simulation.endSeen(0.50)).isLessThanOrEqualTo(0.3);
    assertThat(simulation.endSeen(0.99)).isLessThanOrEqualTo(1.2);
  }

  @Test
  void fallsBehindEvenlyWhenMoreRunThanItMayAskAbout() {
    PollSimulation simulation = simulation(500, limits(125, 100));
    simulation.submit(LIVE);
    simulation.play(Duration.ofMinutes(5));
    print("500 workers at 200 requests/s", simulation);

    // 200 jobs a second start and end: more than can be asked about, but none is forgotten
    assertThat(simulation.ended()).isGreaterThan(10_000);
  }

  @Test
  void seesJobsEndAtOnceWhenTheyAreAnnounced() {
    PollSimulation simulation = announced();
    simulation.announceEnds(Duration.ofMillis(50));
    simulation.submit(LIVE);
    simulation.play(Duration.ofMinutes(5));
    print("webhooks, no long polls", simulation);

    assertThat(simulation.ended()).isGreaterThan(3_000);
    assertThat(simulation.endSeen(0.99)).isLessThanOrEqualTo(0.3);
  }

  @Test
  void seesEveryEndWithinTheIntervalWhenAllAnnouncementsAreLost() {
    PollSimulation simulation = announced();
    simulation.submit(LIVE);
    simulation.play(Duration.ofMinutes(10));
    print("webhooks, all lost", simulation);

    assertThat(simulation.ended()).isGreaterThan(5_000);
    assertThat(simulation.endSeen(1)).isLessThanOrEqualTo(ANNOUNCED.toSeconds() + 2);
  }

  private static PollSimulation announced() {
    return simulation(50, limits(125, 100, Optional.of(ANNOUNCED)));
  }

  private static void print(String what, PollSimulation simulation) {
    System.out.printf(
        "%s: ended %d, asked %d, end seen p50 %.3f p99 %.3f s, start seen p50 %.3f p99 %.3f s%n",
        what,
        simulation.ended(),
        simulation.asked(),
        simulation.endSeen(0.5),
        simulation.endSeen(0.99),
        simulation.startSeen(0.5),
        simulation.startSeen(0.99));
  }

  private static PollSimulation simulation(int workers, PollLimits limits) {
    return new PollSimulation(new SimulatedEndpoint(workers, 2.2, 0.4, 42), limits, 200);
  }

  private static PollLimits limits(int inFlight, int longPolls) {
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
        Duration.ofSeconds(300),
        Duration.ofSeconds(5),
        announcedInterval);
  }
}
