package io.runpod.kafka.sandbox.mix;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.observe.Figures;
import io.runpod.kafka.sandbox.observe.Guarantees;
import io.runpod.kafka.sandbox.observe.Promises;
import io.runpod.kafka.sandbox.observe.Seen;
import io.runpod.kafka.sandbox.observe.Story;
import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.simulator.JobState;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.StateChange;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every operation there is, side by side, each with all that can be switched on. */
class MixedRunIT {
  /** Another seed is another order: {@code -Dmix.seed=7}. */
  private static final long SEED = Long.getLong("mix.seed", 20261125);

  @Test
  void allPromisesHoldOverAMixOfAllOperations() throws Exception {
    System.out.println("mixed run, seed " + SEED);
    try (Sandbox sandbox =
            Sandbox.builder().name("mixed-run").webhooks().endpoint(MixedRun.endpoint()).start();
        MixedRun run = new MixedRun(sandbox, Mix.of(SEED), MixedRun.CROWDED)) {
      run.start();

      run.play();
      Story story = run.finish();

      System.out.println("mixed run: " + Figures.of(story));
      new Guarantees(Promises.unharmed(run.terms())).requireOf(story);
      assertThat(run.pointless()).as("operations that were not met").isEmpty();
      List<JobTruth> purged = story.truth().jobs().stream().filter(MixedRunIT::wasPurged).toList();
      assertThat(run.purges()).containsExactly((long) purged.size());
      assertThat(purged)
          .isNotEmpty()
          .allSatisfy(
              job -> assertThat(lastResult(story, job)).as(job.id()).isEqualTo("CANCELLED"));
      assertThat(run.deepestQueue())
          .as("jobs that waited at once where %d may", MixedRun.MOST_QUEUED)
          .isBetween(2, MixedRun.MOST_QUEUED);
      sandbox.contracts().requireUnchanged();
    }
  }

  private static boolean wasPurged(JobTruth job) {
    List<JobState> states = job.states().stream().map(StateChange::state).toList();
    return states.size() > 1
        && states
            .subList(states.size() - 2, states.size())
            .equals(List.of(JobState.IN_QUEUE, JobState.GONE));
  }

  private static String lastResult(Story story, JobTruth job) {
    List<Seen<JobResult>> results = story.outputs().results(job.id());
    return results.isEmpty() ? "" : results.get(results.size() - 1).value().getStatus();
  }
}
