package io.runpod.kafka.connect.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.Jobs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Held against a list that is searched from end to end. */
class DueHeapPropertyTest {

  /** Positive numbers are due times that come in, negative ones take a job out from anywhere. */
  @Property(tries = 500)
  void theFirstIsAlwaysTheOneThatIsDueFirst(
      @ForAll @Size(max = 120) List<@IntRange(min = -50, max = 50) Integer> steps) {
    DueHeap heap = new DueHeap();
    List<Watched> inside = new ArrayList<>();
    for (int step : steps) {
      if (step > 0) {
        Watched job = new Watched(Jobs.queued("job-" + inside.size(), 0), false);
        job.dueAt = Long.MAX_VALUE - 25 + step; // a monotonic clock may overflow
        inside.add(job);
        heap.add(job);
      } else if (!inside.isEmpty()) {
        heap.remove(inside.remove(-step % inside.size()));
      }
      Optional<Long> first =
          inside.stream()
              .min(Comparator.comparingLong(job -> job.dueAt - Long.MAX_VALUE))
              .map(job -> job.dueAt);
      assertThat(heap.first().map(job -> job.dueAt)).isEqualTo(first);
    }
  }
}
