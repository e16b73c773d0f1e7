package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class OffsetRunsTest {
  @Property(tries = 500)
  void holdsWhatASetWouldHold(
      @ForAll @Size(max = 200) List<@IntRange(min = -30, max = 30) Integer> steps) {
    OffsetRuns runs = new OffsetRuns();
    TreeSet<Long> set = new TreeSet<>();
    for (int step : steps) {
      long offset = Math.abs(step);
      if (step < 0) {
        runs.remove(offset);
        set.remove(offset);
      } else {
        runs.add(offset);
        set.add(offset);
      }
    }

    for (long offset = 0; offset <= 31; offset++) {
      assertThat(runs.contains(offset)).isEqualTo(set.contains(offset));
    }
    assertThat(runs.first().isPresent()).isEqualTo(!set.isEmpty());
    runs.first().ifPresent(first -> assertThat(first).isEqualTo(set.first()));
    OffsetRuns afresh = new OffsetRuns();
    set.forEach(afresh::add);
    assertThat(runs).as("neighbours are in one run").isEqualTo(afresh);
  }

  @Example
  void neighboursAreOneRun() {
    OffsetRuns runs = new OffsetRuns();
    for (long offset = 0; offset < 100_000; offset++) {
      runs.add(offset);
    }
    runs.remove(50_000);

    assertThat(runs.runs()).hasSize(2);
    runs.add(50_000);
    assertThat(runs.runs()).hasSize(1);
  }
}
