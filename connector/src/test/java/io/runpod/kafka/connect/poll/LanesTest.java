package io.runpod.kafka.connect.poll;

import static io.runpod.kafka.connect.poll.PollSimulationTest.limits;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.flow.LonePace;
import io.runpod.kafka.connect.flow.Pace;
import io.runpod.kafka.connect.flow.WorkerLimit;
import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.Jobs;
import io.runpod.kafka.connect.poll.Agenda.Lane;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever goes first, and however little is granted: nobody starves. Virtual time. */
class LanesTest {
  private static final int LIMIT = 2_000;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Duration WARM = Duration.ofMinutes(2);
  private static final Duration END = Duration.ofMinutes(10);

  @Test
  void ordinaryJobsAreToldOfInTimeWhileAThousandOfRunsyncWaitAndTheRateIsCutToATenth() {
    PollSimulation simulation = ofJobsOfAMinuteWithARateThatIsCutTo(LIMIT / 10);
    simulation.submit(600);
    simulation.submitSync(1_000);
    simulation.play(END);
    Figures.print("beside 1 000 of /runsync, rate cut", simulation, WARM);

    Lags ends = simulation.ends(WARM, END.minusMinutes(1), job -> true);
    assertThat(ends.count()).isGreaterThan(300);
    assertThat(ends.seconds(1)).isLessThanOrEqualTo(60);
    assertThat(simulation.startsSince(WARM).seconds(1)).isLessThanOrEqualTo(60);
  }

  @Test
  void jobsOfRunsyncAreReadWithinTheirMinuteAmongOthersThoughTheRateIsCutToATenth() {
    PollSimulation simulation = ofJobsOfAMinuteWithARateThatIsCutTo(LIMIT / 10);
    for (int i = 0; i < 250; i++) {
      simulation.submit(3);
      simulation.submitSync(1);
    }
    simulation.play(END);
    for (boolean sync : new boolean[] {true, false}) {
      Lags ends = simulation.ends(WARM, END.minusMinutes(1), job -> job.terms().sync() == sync);
      Figures.print("250 of /runsync among 1 000: " + sync + ", rate cut", ends, simulation);
      assertThat(ends.count()).isGreaterThan(80);
      assertThat(ends.seconds(1)).isLessThanOrEqualTo(30);
    }
    assertThat(simulation.lost()).isZero();
  }

  @Test
  void manyJobsOfRunsyncAloneAreToldOfSoonWhileTheRateIsCut() {
    PollSimulation simulation = ofJobsOfAMinuteWithARateThatIsCutTo(3 * LIMIT / 20);
    simulation.submitSync(1_000);
    simulation.play(END);
    Figures.print("1 000 of /runsync, rate cut to 15 %", simulation, WARM);

    assertThat(simulation.ends(WARM, END.minusMinutes(1), job -> true).seconds(1))
        .isLessThanOrEqualTo(10);
    assertThat(simulation.lost()).isZero();
  }

  @Test
  void aRunningJobHasItsTurnBesideManyOfRunsyncAndALongQueue() {
    PollSchedule schedule = LoneSchedule.of(limits(100, 0), LIMIT, 0);
    for (int i = 0; i < 1_500; i++) {
      schedule.add(Jobs.sync("sync-" + i, i, Cursor.QUEUED, true), 0);
    }
    Job running = addALongQueueAndOneThatRuns(schedule);

    Map<Job, Long> silences = silences(schedule, 0, 120);

    assertThat(silences.get(running)).isLessThan(2 * SECOND);
    assertThat(silences.entrySet())
        .filteredOn(silence -> silence.getKey().terms().sync())
        .hasSize(1_500)
        .allSatisfy(silence -> assertThat(silence.getValue()).isLessThan(20 * SECOND));
  }

  @Test
  void aRunningJobHasItsTurnBesideALongQueueThoughRunpodIsSlowToAnswer() {
    PollSchedule schedule = LoneSchedule.of(limits(10, 0), LIMIT, 0);
    Job running = addALongQueueAndOneThatRuns(schedule);

    // 5 a second, where 200 were allowed
    assertThat(silences(schedule, 2 * SECOND, 1_200).get(running)).isLessThan(20 * SECOND);
  }

  @Test
  void ofFiftyQuestionsEachLaneHasItsPartIfAllWantMore() {
    assertThat(ofFiftyQuestions(Lane.values()))
        .isEqualTo(Map.of(Lane.SYNC, 40, Lane.DUE, 8, Lane.DOUBTFUL, 1, Lane.SWEEP, 1));
  }

  @Test
  void whatOneLaneDoesNotWantIsTheOthers() {
    assertThat(ofFiftyQuestions(Lane.SYNC, Lane.SWEEP))
        .isEqualTo(Map.of(Lane.SYNC, 40, Lane.SWEEP, 10));
    assertThat(ofFiftyQuestions(Lane.DUE, Lane.DOUBTFUL))
        .isEqualTo(Map.of(Lane.DUE, 40, Lane.DOUBTFUL, 10));
    assertThat(ofFiftyQuestions(Lane.SYNC)).isEqualTo(Map.of(Lane.SYNC, 50));
  }

  /** Of which lanes they are if some lanes have jobs due, and no more is granted than is asked. */
  private static Map<Lane, Integer> ofFiftyQuestions(Lane... lanes) {
    Pace pace = LonePace.of(LIMIT, 0);
    Agenda agenda = new Agenda(new PollBudget(limits(100, 0), new WorkerLimit(LIMIT, 0), pace));
    for (Lane lane : lanes) {
      for (int i = 0; i < 50; i++) {
        agenda.put(new Watched(Jobs.queued(lane + "-" + i, i), false), lane, 0);
      }
    }
    while (pace.tryTake(0)) {
      // nothing is to spare
    }
    Map<Lane, Integer> asked = new EnumMap<>(Lane.class);
    long now = 0;
    for (int i = 0; i < 50; i++) {
      now += agenda.nanosToNext(now);
      Watched next = agenda.next(now).orElseThrow();
      asked.merge(next.lane, 1, Integer::sum);
      agenda.remove(next);
    }
    return asked;
  }

  private static PollSimulation ofJobsOfAMinuteWithARateThatIsCutTo(int limit) {
    SimulatedEndpoint endpoint = new SimulatedEndpoint(50, job -> 60, 0);
    PollSimulation simulation =
        new PollSimulation(endpoint, LoneSchedule.of(limits(100, 80), LIMIT, 0));
    simulation.after(WARM.dividedBy(2), () -> endpoint.limit(limit));
    return simulation;
  }

  private static Job addALongQueueAndOneThatRuns(PollSchedule schedule) {
    for (int i = 2_000; i < 100_000; i++) {
      schedule.add(Jobs.queued("job-" + i, i), 0);
    }
    Cursor started =
        new Cursor(JobStatus.IN_PROGRESS, 1, 1, Cursor.NO_RETRIES, 0, 0, false, false, true, false);
    Job running = Jobs.job("run", 100_000, started, false);
    schedule.add(running, 0);
    return running;
  }

  /** The longest silence about each job that is asked about. */
  private static Map<Job, Long> silences(PollSchedule schedule, long roundTrip, int seconds) {
    Deque<Map.Entry<Job, Long>> open = new ArrayDeque<>();
    Map<Job, Long> asked = new HashMap<>();
    Map<Job, Long> longest = new HashMap<>();
    for (long now = 0; now < seconds * SECOND; now += SECOND / 50) {
      for (Optional<Poll> poll = schedule.next(now); poll.isPresent(); poll = schedule.next(now)) {
        Job job = poll.get().job();
        longest.merge(job, now - asked.getOrDefault(job, 0L), Math::max);
        asked.put(job, now);
        open.add(Map.entry(job, now + roundTrip));
        answer(open, schedule, now);
      }
      answer(open, schedule, now);
    }
    asked.forEach((job, at) -> longest.merge(job, seconds * SECOND - at, Math::max));
    return longest;
  }

  private static void answer(Deque<Map.Entry<Job, Long>> open, PollSchedule schedule, long now) {
    while (!open.isEmpty() && open.peek().getValue() <= now) {
      Job job = open.poll().getKey();
      schedule.answered(job, now);
      schedule.unchanged(job, now);
    }
  }
}
