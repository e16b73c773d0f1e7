package io.runpod.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.schema.SequenceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Held against the plainest set there is. */
class SequenceRunsPropertyTest {

  @Property
  void addsLikeASet(@ForAll @Size(max = 60) List<@LongRange(max = 40) Long> numbers) {
    List<Long> bounds = new ArrayList<>();
    SequenceRuns runs = new SequenceRuns(bounds);
    TreeSet<Long> model = new TreeSet<>();

    for (long number : numbers) {
      assertThat(runs.add(number)).isEqualTo(model.add(number));
    }

    assertThat(members(bounds)).containsExactlyElementsOf(model);
    assertThat(runs.size()).isEqualTo(model.size());
    assertIsNormal(bounds);
  }

  @Property
  void unitesLikeASet(
      @ForAll @Size(max = 30) List<@LongRange(max = 40) Long> some,
      @ForAll @Size(max = 30) List<@LongRange(max = 40) Long> others) {
    List<Long> bounds = new ArrayList<>();
    SequenceRuns runs = new SequenceRuns(bounds);
    SequenceRuns other = SequenceRuns.empty();
    some.forEach(runs::add);
    others.forEach(other::add);
    TreeSet<Long> model = new TreeSet<>(some);
    model.addAll(others);

    runs.addAll(other);

    assertThat(members(bounds)).containsExactlyElementsOf(model);
    assertIsNormal(bounds);
  }

  @Property
  void whatIsMissingIsTheRestOfTheRange(
      @ForAll @Size(max = 40) List<@LongRange(max = 40) Long> numbers,
      @ForAll @LongRange(max = 45) long first,
      @ForAll @LongRange(max = 45) long end) {
    SequenceRuns runs = SequenceRuns.empty();
    numbers.forEach(runs::add);

    List<Long> missing = new ArrayList<>();
    for (SequenceRange range : runs.missingFrom(first, end)) {
      LongStream.rangeClosed(range.getFirst(), range.getLast()).forEach(missing::add);
    }

    List<Long> rest =
        LongStream.range(first, end).boxed().filter(number -> !numbers.contains(number)).toList();
    assertThat(missing).isEqualTo(rest);
  }

  /** Runs ascend and never touch: the smallest list there is. */
  private static void assertIsNormal(List<Long> bounds) {
    assertThat(bounds.size()).isEven();
    for (int i = 1; i < bounds.size(); i++) {
      long step = bounds.get(i) - bounds.get(i - 1);
      assertThat(step).isGreaterThanOrEqualTo(i % 2 == 0 ? 2 : 0);
    }
  }

  private static List<Long> members(List<Long> bounds) {
    List<Long> members = new ArrayList<>();
    for (int run = 0; run < bounds.size(); run += 2) {
      LongStream.rangeClosed(bounds.get(run), bounds.get(run + 1)).forEach(members::add);
    }
    return members;
  }
}
