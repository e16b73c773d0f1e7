package io.runpod.kafka.connect.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/**
 * Held against a map of what was accepted, whose finished prefix is dropped. A consumer brings
 * every third offset of the partition, for the others are those of aborted transactions, and is set
 * back now and then to what is not committed.
 */
class OffsetTrackerPropertyTest {
  private static final int GAP = 3;

  private final OffsetTracker tracker = new OffsetTracker();
  private final TreeMap<Long, Known> model = new TreeMap<>();
  private long position;

  /**
   * @param back how far the consumer is set back, or which of the offsets in is meant, from behind
   */
  private record Step(String what, int back, long time) {}

  private record Known(long floor, boolean finished) {}

  @Property(tries = 1_000)
  void commitsTheContiguousPrefixAndKnowsSinceWhenTheLedgerMatters(
      @ForAll("steps") @Size(max = 200) List<Step> steps) {
    for (Step step : steps) {
      take(step);

      assertThat(tracker.firstUnfinished())
          .isEqualTo(model.isEmpty() ? OptionalLong.empty() : OptionalLong.of(model.firstKey()));
      assertThat(tracker.unfinished())
          .isEqualTo((int) model.values().stream().filter(k -> !k.finished).count());
      assertThat(tracker.oldestFloor())
          .isEqualTo(model.values().stream().mapToLong(Known::floor).min());
      assertThat(tracker.kept()).isLessThanOrEqualTo(2 * tracker.unfinished());
    }
  }

  private void take(Step step) {
    if (step.what.equals("accept")) {
      assertThat(tracker.accept(position, step.time)).isEqualTo(!model.containsKey(position));
      model.putIfAbsent(position, new Known(0, false));
      position += GAP;
    } else if (step.what.equals("rewind")) {
      long committed = model.isEmpty() ? position : model.firstKey();
      position = Math.max(committed, position - (long) GAP * step.back);
    } else {
      about(position - (long) GAP * step.back, step);
    }
  }

  private void about(long offset, Step step) {
    Known known = model.get(offset);
    boolean open = known != null && !known.finished;
    switch (step.what) {
      case "floor" -> {
        tracker.floor(offset, step.time);
        if (open) {
          model.put(offset, new Known(step.time, false));
        }
      }
      case "finish" -> {
        tracker.finish(offset, step.time);
        if (open) {
          model.put(offset, new Known(step.time, true));
        }
      }
      default -> {
        tracker.finish(offset);
        if (open) {
          model.put(offset, new Known(known.floor, true));
        }
      }
    }
    while (!model.isEmpty() && model.firstEntry().getValue().finished) {
      model.pollFirstEntry();
    }
  }

  @Provide
  static Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(
                "accept",
                "accept",
                "accept",
                "accept",
                "rewind",
                "floor",
                "finish",
                "finish",
                "finish",
                "dead-letter"),
            Arbitraries.integers().between(0, 12),
            Arbitraries.longs().between(1, 1_000))
        .as(Step::new)
        .list();
  }
}
