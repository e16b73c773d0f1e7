package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class OffsetTrackerTest {

  /** Every odd number accepts the next offset, every even one ends one of those accepted. */
  @Property(tries = 1_000)
  void neverLetsTheCommitPassAnUnfinishedOffset(
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 1_000) Integer> steps) {
    OffsetTracker tracker = new OffsetTracker();
    NavigableMap<Long, Boolean> finished = new TreeMap<>();
    long next = 100;
    for (int step : steps) {
      if (step % 2 == 1 || next == 100) {
        tracker.accept(next, 0);
        finished.put(next, false);
        next += 1 + step % 3;
      } else {
        List<Long> accepted = List.copyOf(finished.keySet());
        long offset = accepted.get(step / 2 % accepted.size());
        tracker.finish(offset);
        finished.put(offset, true);
      }
      var first = finished.entrySet().stream().filter(e -> !e.getValue()).findFirst();
      assertThat(tracker.firstUnfinished().stream().boxed().findFirst())
          .isEqualTo(first.map(java.util.Map.Entry::getKey));
      assertThat(tracker.unfinished())
          .isEqualTo((int) finished.values().stream().filter(done -> !done).count());
    }
  }

  @Example
  void commitsNothingPastAGapThoughAllBehindItIsFinished() {
    OffsetTracker tracker = accepted(5, 6, 7);
    tracker.finish(6);
    tracker.finish(7);
    assertThat(tracker.firstUnfinished()).hasValue(5);

    tracker.finish(5);
    assertThat(tracker.firstUnfinished()).isEmpty();
    assertThat(tracker.unfinished()).isZero();
  }

  @Example
  void takesAnOffsetOnceUntilItIsCommittable() {
    OffsetTracker tracker = accepted(5, 6);
    tracker.finish(6);

    assertThat(tracker.accept(5, 0)).isFalse();
    assertThat(tracker.accept(6, 0)).isFalse();
    assertThat(tracker.unfinished()).isEqualTo(1);
  }

  @Example
  void keepsNoMoreOfOneOffsetThatHoldsUpAMillionThanOfAFew() {
    OffsetTracker tracker = accepted(0);
    for (long offset = 1; offset <= 1_000_000; offset++) {
      tracker.accept(offset, 0);
      tracker.finish(offset, 500 + offset);
    }
    tracker.floor(0, 700);

    assertThat(tracker.kept()).isEqualTo(2);
    assertThat(tracker.firstUnfinished()).hasValue(0);
    assertThat(tracker.oldestFloor()).hasValue(501);
    assertThat(tracker.accept(77, 0)).as("of a rewound consumer").isFalse();
    tracker.finish(0, 900);
    assertThat(tracker.firstUnfinished()).isEmpty();
    assertThat(tracker.kept()).isZero();
  }

  @Example
  void ignoresTheEndOfWhatItDoesNotKnowOrWhatHasEnded() {
    OffsetTracker tracker = accepted(5, 6);
    tracker.finish(6);
    tracker.finish(6, 99);
    tracker.finish(77, 99);

    assertThat(tracker.unfinished()).isEqualTo(1);
    assertThat(tracker.firstUnfinished()).hasValue(5);
  }

  @Example
  void takesWhatARewoundConsumerBringsAgainFromBelow() {
    OffsetTracker tracker = accepted(5, 6);
    tracker.finish(5);

    assertThat(tracker.accept(3, 0)).isTrue();
    assertThat(tracker.firstUnfinished()).hasValue(3);
    tracker.finish(3);
    assertThat(tracker.firstUnfinished()).hasValue(6);
  }

  @Example
  void knowsSinceWhenTheLedgerMattersForWhatIsNotCommitted() {
    OffsetTracker tracker = new OffsetTracker();
    assertThat(tracker.oldestFloor()).isEmpty();
    tracker.accept(1, 0);
    tracker.accept(2, 0);
    tracker.accept(3, 0);
    tracker.floor(2, 110);
    tracker.floor(3, 120);
    assertThat(tracker.oldestFloor()).hasValue(0);

    tracker.finish(1, 150);
    assertThat(tracker.oldestFloor()).hasValue(110);
    tracker.finish(3, 130);
    assertThat(tracker.oldestFloor()).hasValue(110);
    tracker.finish(2, 140);
    assertThat(tracker.oldestFloor()).isEmpty();
  }

  private static OffsetTracker accepted(long... offsets) {
    OffsetTracker tracker = new OffsetTracker();
    for (long offset : offsets) {
      tracker.accept(offset, 0);
    }
    return tracker;
  }
}
