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

/** Held against a map of what was accepted, whose finished prefix is dropped. */
class OffsetTrackerPropertyTest {

  private record Step(String what, long offset, long time) {}

  private record Known(long floor, boolean finished) {}

  @Property(tries = 1_000)
  void commitsTheContiguousPrefixAndKnowsSinceWhenTheLedgerMatters(
      @ForAll("steps") @Size(max = 120) List<Step> steps) {
    OffsetTracker tracker = new OffsetTracker();
    TreeMap<Long, Known> model = new TreeMap<>();
    for (Step step : steps) {
      take(step, tracker, model);

      assertThat(tracker.firstUnfinished())
          .isEqualTo(model.isEmpty() ? OptionalLong.empty() : OptionalLong.of(model.firstKey()));
      assertThat(tracker.unfinished())
          .isEqualTo((int) model.values().stream().filter(k -> !k.finished).count());
      assertThat(tracker.oldestFloor())
          .isEqualTo(model.values().stream().mapToLong(Known::floor).min());
    }
  }

  private static void take(Step step, OffsetTracker tracker, TreeMap<Long, Known> model) {
    Known known = model.get(step.offset);
    boolean open = known != null && !known.finished;
    switch (step.what) {
      case "accept" -> {
        assertThat(tracker.accept(step.offset, step.time)).isEqualTo(known == null);
        model.putIfAbsent(step.offset, new Known(0, false));
      }
      case "floor" -> {
        // told of what is not finished, as the sink does
        if (open) {
          tracker.floor(step.offset, step.time);
          model.put(step.offset, new Known(step.time, false));
        }
      }
      case "finish" -> {
        tracker.finish(step.offset, step.time);
        if (open) {
          model.put(step.offset, new Known(step.time, true));
        }
      }
      default -> {
        tracker.finish(step.offset);
        if (open) {
          model.put(step.offset, new Known(known.floor, true));
        }
      }
    }
    if (open) {
      while (!model.isEmpty() && model.firstEntry().getValue().finished) {
        model.pollFirstEntry();
      }
    }
  }

  @Provide
  static Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of("accept", "accept", "floor", "finish", "dead-letter"),
            Arbitraries.longs().between(0, 20),
            Arbitraries.longs().between(1, 1_000))
        .as(Step::new)
        .list();
  }
}
