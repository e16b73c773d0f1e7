package io.runpod.kafka.connect.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Held against one sorted set, whose first elements are the frontier. */
class FrontierPropertyTest {

  /** Positive numbers come into the queue, negative ones leave it. */
  @Property(tries = 500)
  void isAlwaysTheFirstOfTheQueueInItsOrder(
      @ForAll @IntRange(min = 1, max = 5) int size,
      @ForAll @Size(max = 80) List<@IntRange(min = -20, max = 20) Integer> steps) {
    Frontier<Integer> frontier = new Frontier<>(size, Comparator.comparingInt(e -> e));
    TreeSet<Integer> queue = new TreeSet<>();
    for (int step : steps) {
      List<Integer> before = queue.stream().limit(size).toList();
      if (step > 0 && queue.add(step)) {
        frontier.add(step);
      } else if (step < 0) {
        List<Integer> moved = frontier.remove(-step);
        queue.remove(-step);
        assertThat(moved)
            .isEqualTo(queue.stream().limit(size).filter(e -> !before.contains(e)).toList());
      }
      List<Integer> first = queue.stream().limit(size).toList();
      assertThat(frontier.stream()).isEqualTo(first);
      assertThat(frontier.head()).isEqualTo(first.stream().findFirst());
      assertThat(queue)
          .allSatisfy(e -> assertThat(frontier.contains(e)).isEqualTo(first.contains(e)));
    }
  }
}
