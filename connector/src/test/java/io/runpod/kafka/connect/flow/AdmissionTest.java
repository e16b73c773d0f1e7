package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.flow.Admission.State;
import io.runpod.kafka.connect.job.Health;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AdmissionTest {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final long START = Long.MAX_VALUE - 10;

  @Example
  void letsEverythingThroughAndReadsNothingWhenItIsOff() {
    Admission off = admission(0, false, 1);
    assertThat(off.due(START)).isFalse();
    assertThat(off.due(START + INTERVAL.toNanos())).isFalse();
    assertThat(off.nanosToNext(START)).isEqualTo(Long.MAX_VALUE);
    assertThat(goes(off, 1_000)).isEqualTo(1_000);
  }

  @Example
  void letsNothingThroughBeforeTheFirstReading() {
    Admission admission = admission(10, false, 1);
    assertThat(admission.due(START)).isTrue();
    assertThat(goes(admission, 10)).isZero();
    read(admission, 0, 1);
    assertThat(goes(admission, 100)).isEqualTo(10);
  }

  @Example
  void readsAgainAfterAnIntervalAndOneReadingAtATime() {
    Admission admission = admission(10, false, 1);
    admission.asked(START);
    assertThat(admission.due(START + 10 * INTERVAL.toNanos())).isFalse();
    admission.read(health(0, 1));
    assertThat(admission.due(START + INTERVAL.toNanos() - 1)).isFalse();
    assertThat(admission.nanosToNext(START + INTERVAL.toNanos() - 1)).isEqualTo(1);
    assertThat(admission.due(START + INTERVAL.toNanos())).isTrue();
  }

  @Example
  void countsWhatWasAcceptedSinceTheReadingWasAskedFor() {
    Admission admission = admission(10, false, 1);
    read(admission, 0, 1);
    assertThat(goes(admission, 4)).isEqualTo(4);
    accepted(admission, 4);
    admission.asked(START);
    assertThat(goes(admission, 3)).isEqualTo(3);
    accepted(admission, 3);
    admission.read(health(4, 1));
    assertThat(goes(admission, 100)).isEqualTo(3);
  }

  @Example
  void whatIsOnItsWayTakesRoomUntilItIsRefused() {
    Admission admission = admission(2, false, 1);
    read(admission, 0, 1);
    assertThat(goes(admission, 5)).isEqualTo(2);
    read(admission, 0, 1);
    assertThat(admission.mayGo()).isFalse();
    admission.answered(false);
    assertThat(goes(admission, 5)).isEqualTo(1);
  }

  @Example
  void closesAtTheLimitAndOpensAtHalfOfIt() {
    Admission admission = admission(10, false, 1);
    read(admission, 9, 1);
    assertThat(admission.state()).isEqualTo(State.OPEN);
    read(admission, 10, 1);
    assertThat(admission.state()).isEqualTo(State.FULL);
    read(admission, 6, 1);
    assertThat(admission.state()).isEqualTo(State.FULL);
    read(admission, 5, 1);
    assertThat(admission.state()).isEqualTo(State.OPEN);
    assertThat(goes(admission, 100)).isEqualTo(5);
  }

  @Example
  void aLimitOfOneOpensWhenTheQueueIsEmpty() {
    Admission admission = admission(1, false, 1);
    read(admission, 1, 1);
    assertThat(admission.mayGo()).isFalse();
    read(admission, 0, 1);
    assertThat(goes(admission, 100)).isEqualTo(1);
  }

  @Example
  void waitsForAWorkerWhateverItDoes() {
    Admission admission = admission(0, true, 1);
    read(admission, 0, 0);
    assertThat(admission.state()).isEqualTo(State.UNSTAFFED);
    for (Health one :
        List.of(
            new Health(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0),
            new Health(0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0),
            new Health(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0),
            new Health(0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0))) {
      admission.asked(START);
      admission.read(one);
      assertThat(goes(admission, 1_000)).isEqualTo(1_000);
    }
  }

  @Example
  void throttledAndUnhealthyWorkersTakeNoJobs() {
    Admission admission = admission(0, true, 1);
    admission.asked(START);
    admission.read(new Health(0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 4));
    assertThat(admission.mayGo()).isFalse();
  }

  @Example
  void opensWhenItCannotLearnHowTheEndpointIs() {
    Admission admission = admission(10, true, 1);
    read(admission, 50, 0);
    for (int i = 1; i < Admission.PATIENCE; i++) {
      fail(admission);
      assertThat(admission.mayGo()).isFalse();
    }
    fail(admission);
    assertThat(admission.state()).isEqualTo(State.BLIND);
    assertThat(goes(admission, 100)).isEqualTo(100);

    read(admission, 50, 1);
    assertThat(admission.state()).isEqualTo(State.FULL);
  }

  @Example
  void oneReadingMakesUpForAllThatFailedBefore() {
    Admission admission = admission(10, false, 1);
    for (int i = 0; i < 3 * Admission.PATIENCE; i++) {
      fail(admission);
      if (i % (Admission.PATIENCE - 1) == 0) {
        read(admission, 20, 1);
      }
    }
    assertThat(admission.mayGo()).isFalse();
  }

  @Example
  void leavesItToTheSubmitToFindOutThatTheKeyIsWrong() {
    Admission admission = admission(10, true, 1);
    admission.asked(START);
    admission.refused();
    assertThat(admission.mayGo()).isTrue();
  }

  @Example
  void tasksShareTheRoomRoundedUp() {
    Admission admission = admission(10, false, 4);
    read(admission, 1, 1);
    assertThat(goes(admission, 100)).isEqualTo(3);
  }

  /** Whatever RunPod does and however late it tells, its queue is never deeper than allowed. */
  @Property
  void theQueueIsNeverDeeperThanAllowed(
      @ForAll @IntRange(min = 1, max = 20) int max,
      @ForAll @Size(min = 50, max = 400) List<@IntRange(max = 6) Integer> steps) {
    Endpoint endpoint = new Endpoint(admission(max, false, 1));
    for (int step : steps) {
      endpoint.step(step);
      assertThat(endpoint.queued).isLessThanOrEqualTo(max);
    }
  }

  /** However it got where it is: a drained queue, one reading, and jobs go again. */
  @Property
  void neverStaysClosedWithoutCause(
      @ForAll @IntRange(min = 1, max = 20) int max,
      @ForAll @Size(max = 400) List<@IntRange(max = 6) Integer> steps) {
    Endpoint endpoint = new Endpoint(admission(max, true, 1));
    steps.forEach(endpoint::step);
    endpoint.settle();
    read(endpoint.admission, endpoint.queued, 1);
    assertThat(goes(endpoint.admission, 100)).isEqualTo(max);
  }

  /** An endpoint that answers when it likes; each number is one thing that may happen. */
  private static final class Endpoint {
    final Admission admission;
    int queued;
    private int travelling;
    private int arrived;
    private boolean asking;
    private int counted = -1;

    Endpoint(Admission admission) {
      this.admission = admission;
    }

    void step(int what) {
      switch (what) {
        case 0 -> {
          if (admission.mayGo()) {
            admission.sent();
            travelling++;
          }
        }
        case 1 -> {
          if (travelling > 0) {
            travelling--;
            arrived++;
            queued++;
          }
        }
        case 2 -> {
          if (arrived > 0) {
            arrived--;
            admission.answered(true);
          }
        }
        case 3 -> {
          if (travelling > 0) {
            travelling--;
            admission.answered(false);
          }
        }
        case 4 -> queued = Math.max(0, queued - 1);
        case 5 -> {
          if (!asking) {
            asking = true;
            admission.asked(START);
          } else if (counted < 0) {
            counted = queued;
          }
        }
        default -> {
          if (counted >= 0) {
            admission.read(health(counted, 1));
            asking = false;
            counted = -1;
          }
        }
      }
    }

    void settle() {
      while (travelling > 0) {
        step(3);
      }
      while (arrived > 0) {
        step(2);
      }
      if (asking) {
        admission.failed();
      }
      queued = 0;
    }
  }

  private static Admission admission(int max, boolean requireWorkers, int tasks) {
    return new Admission(max, requireWorkers, INTERVAL, tasks, START);
  }

  private static int goes(Admission admission, int wanted) {
    int gone = 0;
    while (gone < wanted && admission.mayGo()) {
      admission.sent();
      gone++;
    }
    return gone;
  }

  private static void accepted(Admission admission, int jobs) {
    for (int i = 0; i < jobs; i++) {
      admission.answered(true);
    }
  }

  private static void read(Admission admission, int inQueue, int workers) {
    admission.asked(START);
    admission.read(health(inQueue, workers));
  }

  private static void fail(Admission admission) {
    admission.asked(START);
    admission.failed();
  }

  private static Health health(int inQueue, int workers) {
    return new Health(0, 0, 0, inQueue, 0, 0, 0, 0, workers, 0, 0);
  }
}
