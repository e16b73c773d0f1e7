package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class PacePoolTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final int TASKS = 4;

  /** Every step is a pause, and then one of the tasks, or all of them, send what they may. */
  @Property(tries = 300)
  void neverLetsMoreThanTheLimitThroughInAnyTenSeconds(
      @ForAll @IntRange(min = 1, max = 2_000) int limit,
      @ForAll @IntRange(min = 1, max = 5) int tasks,
      @ForAll @LongRange(min = Long.MIN_VALUE / 2, max = Long.MAX_VALUE / 2) long start,
      @ForAll @Size(min = 1, max = 300) List<@LongRange(min = 0, max = 400_000_000L) Long> pauses) {
    List<Pace> paces = paces(new PacePool(start), limit, tasks, start);
    Deque<Long> sent = new ArrayDeque<>();
    long now = start;
    for (long pause : pauses) {
      now += pause;
      for (int i = 0; i < tasks; i++) {
        boolean sends = pause % (tasks + 1) == i || pause % (tasks + 1) == tasks;
        while (sends && paces.get(i).tryTake(now)) {
          sent.addLast(now);
        }
      }
      while (!sent.isEmpty() && now - sent.peekFirst() >= 10 * SECOND) {
        sent.removeFirst();
      }
      assertThat(sent).hasSizeLessThanOrEqualTo(limit);
    }
  }

  @Property(tries = 20)
  void aTaskUsesWhatTheOthersLeave(
      @ForAll @IntRange(min = 400, max = 2_000) int limit,
      @ForAll @IntRange(min = 1, max = TASKS) int busy) {
    List<Pace> paces = paces(new PacePool(0), limit, TASKS, 0);
    int[] sent = play(paces.subList(0, busy), MINUTE);
    int all = 0;
    for (int i = 0; i < busy; i++) {
      all += sent[i];
    }
    assertThat(all).isBetween((int) (5.85 * limit), 6 * limit);
  }

  @Example
  void everyBusyTaskGetsItsShareHoweverOftenTheOthersTry() {
    List<Pace> paces = paces(new PacePool(0), 1_000, TASKS, 0);
    // the first task is always first
    int[] sent = play(paces, MINUTE);
    for (int count : sent) {
      assertThat((double) count).isCloseTo(6_000.0 / TASKS, within(40.0));
    }
  }

  @Example
  void letsNothingThroughForATaskThatHasASuccessor() {
    PacePool pool = new PacePool(0);
    Pace former = pool.join(0, 1_000, 0);
    Pace successor = pool.join(0, 1_000, 0);

    assertThat(former.tryTake(MINUTE)).isFalse();
    assertThat(successor.tryTake(MINUTE)).isTrue();

    assertThat(pool.leave(0, former, MINUTE)).isFalse();
    assertThat(successor.tryTake(MINUTE)).isTrue();
    assertThat(pool.leave(0, successor, MINUTE)).isTrue();
  }

  @Example
  void aShareThatLeavesIsLentNoMore() {
    PacePool pool = new PacePool(0);
    List<Pace> paces = paces(pool, 1_000, 2, 0);
    assertThat(play(paces.subList(0, 1), MINUTE)[0]).isGreaterThan(5_800);

    assertThat(pool.leave(1, paces.get(1), MINUTE)).isFalse();

    int before = count(paces.get(0), MINUTE, MINUTE + 10 * SECOND);
    assertThat(before).isBetween(480, 500);
  }

  @Example
  void aShareThatWasTakenOutWaitsForever() {
    PacePool pool = new PacePool(0);
    Pace pace = pool.join(0, 1_000, 0);
    pool.leave(0, pace, SECOND);

    assertThat(pace.nanosToNext(MINUTE)).isEqualTo(Long.MAX_VALUE);
    assertThat(pace.nanosToSpare(MINUTE)).isEqualTo(Long.MAX_VALUE);
  }

  @Example
  void knowsWhatEachOfTheBusyOnesCanGetOfWhatOthersLeave() {
    List<Pace> paces = paces(new PacePool(0), 4_000, TASKS, 0);
    double own = paces.get(0).perSecond(MINUTE);
    assertThat(paces.get(0).perSecondWithUnused(MINUTE)).isCloseTo(4 * own, within(0.1));

    useUp(paces.get(0), MINUTE);
    assertThat(paces.get(0).perSecondWithUnused(MINUTE)).isCloseTo(4 * own, within(0.1));
    useUp(paces.get(1), MINUTE);
    assertThat(paces.get(0).perSecondWithUnused(MINUTE)).isCloseTo(2 * own, within(0.1));
    useUp(paces.get(2), MINUTE);
    useUp(paces.get(3), MINUTE);
    assertThat(paces.get(0).perSecondWithUnused(MINUTE)).isCloseTo(own, within(0.1));
  }

  @Example
  void leavesHalfOfWhatIsUnusedToThoseInMoreOfAHurry() {
    List<Pace> paces = paces(new PacePool(0), 4_000, 2, 0);
    Pace pace = paces.get(0);
    int taken = 0;
    while (pace.nanosToSpare(MINUTE) == 0 && pace.tryTake(MINUTE)) {
      taken++;
    }
    // all ten of its own, and ten of the twenty that were left unused
    assertThat(taken).isEqualTo(20);
    assertThat(useUp(paces.get(1), MINUTE)).isEqualTo(20);

    long next = MINUTE + pace.nanosToSpare(MINUTE);
    assertThat(next).isGreaterThan(MINUTE + pace.nanosToNext(MINUTE));
    assertThat(pace.nanosToSpare(next)).isZero();
  }

  @Example
  void whatTheServerSaysToOneCountsForAll() {
    PacePool pool = new PacePool(0);
    List<Pace> paces = paces(pool, 1_000, 2, 0);

    paces.get(0).throttled(SECOND);
    assertThat(paces.get(1).perSecond(SECOND)).isCloseTo(24.6, within(0.2));

    paces.get(1).quiet(9 * SECOND);
    assertThat(paces.get(0).tryTake(8 * SECOND)).isFalse();
    assertThat(paces.get(0).nanosToNext(8 * SECOND)).isEqualTo(SECOND);
    assertThat(paces.get(0).tryTake(9 * SECOND)).isTrue();
  }

  @Example
  void whatOneLimitHasGrownByIsRefusedToAllForTenMinutes() {
    PacePool pool = new PacePool(0);
    List<Pace> paces = paces(pool, 2_000, 2, 0);
    paces.forEach(pace -> pace.limit(5_000, SECOND));
    assertThat(paces.get(1).perSecond(SECOND)).isCloseTo(493, within(1.0));

    paces.get(0).throttled(2 * SECOND);
    // a second refusal of requests that were on their way together says nothing new
    paces.get(0).throttled(3 * SECOND);
    // and who reads that there are still many workers is refused too
    paces.get(1).limit(5_001, 4 * SECOND);

    long end = 2 * SECOND + 10 * MINUTE;
    assertThat(paces.get(1).perSecond(end - 1)).isCloseTo(98.5, within(0.1));
    assertThat(paces.get(1).growthRefused(end - 1)).isTrue();
    assertThat(paces.get(1).perSecond(end)).isCloseTo(493, within(1.0));
    assertThat(paces.get(1).growthRefused(end)).isFalse();
  }

  @Example
  void aRefusalOfWhatHasNotGrownSaysNothingOfGrowth() {
    PacePool pool = new PacePool(0);
    List<Pace> paces = paces(pool, 2_000, 2, 0);
    paces.get(0).throttled(0);

    paces.forEach(pace -> pace.limit(5_000, SECOND));

    assertThat(paces.get(1).growthRefused(SECOND)).isFalse();
    assertThat(paces.get(1).perSecond(MINUTE)).isCloseTo(493, within(1.0));
  }

  @Example
  void aShareThatWasMadeSmallerStaysSoWhereGrowthIsRefused() {
    PacePool pool = new PacePool(0);
    List<Pace> paces = paces(pool, 2_000, 2, 0);
    paces.get(0).limit(5_000, 0);
    paces.get(1).limit(500, 0);

    paces.get(0).throttled(0);

    assertThat(paces.get(1).perSecond(MINUTE)).isCloseTo(49.3, within(0.2));
    assertThat(paces.get(0).perSecond(MINUTE)).isCloseTo(98.5, within(0.2));
  }

  @Example
  void twoRequestsInTenSecondsMayBeSharedByFour() {
    List<Pace> paces = paces(new PacePool(0), 2, TASKS, 0);
    int[] sent = play(paces.subList(0, 1), 100 * SECOND);
    assertThat(sent[0]).isBetween(10, 20);
  }

  private static List<Pace> paces(PacePool pool, double limit, int tasks, long now) {
    List<Pace> paces = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      paces.add(pool.join(i, limit / tasks, now));
    }
    return paces;
  }

  /** All send whenever they may, the first always before the second. */
  private static int[] play(List<Pace> paces, long end) {
    int[] sent = new int[paces.size()];
    long now = 0;
    while (now < end) {
      long wait = Long.MAX_VALUE;
      for (int i = 0; i < sent.length; i++) {
        while (paces.get(i).tryTake(now)) {
          sent[i]++;
        }
        wait = Math.min(wait, paces.get(i).nanosToNext(now));
      }
      now += Math.max(1, wait);
    }
    return sent;
  }

  private static int useUp(Pace pace, long now) {
    int taken = 0;
    while (pace.tryTake(now)) {
      taken++;
    }
    return taken;
  }

  private static int count(Pace pace, long from, long to) {
    int count = 0;
    for (long now = from; now < to; now += Math.max(1, pace.nanosToNext(now))) {
      count += useUp(pace, now);
    }
    return count;
  }
}
