package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of the source against a random RunPod, with crashes, clean stops and take-overs. One
 * seed again: {@code -Dmodel.seed=17}; many of them: {@code -Dmodel.seeds=5000}.
 */
class SourceModelTest {
  private static final int STEPS = 2_500;

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void keepsItsPromisesWhateverHappens(long seed) {
    SourceModel model = run(seed, true);
    for (ModelJob job : model.runpod.jobs().values()) {
      assertThat(new ModelChecks(job, model.committed).violations())
          .as("seed %d, job %s:%n  %s%n", seed, job.id, String.join("\n  ", job.history))
          .isEmpty();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void hidesNothingWithoutExactlyOnceFromWhoDropsRepeats(long seed) {
    SourceModel model = run(seed, false);
    for (ModelJob job : model.runpod.jobs().values()) {
      assertThat(new RepeatChecks(job, model.committed).violations())
          .as("seed %d, job %s:%n  %s%n", seed, job.id, String.join("\n  ", job.history))
          .isEmpty();
    }
  }

  private static SourceModel run(long seed, boolean exactlyOnce) {
    SourceModel model = new SourceModel(seed, exactlyOnce);
    try {
      for (int i = 0; i < STEPS; i++) {
        model.step();
      }
      model.settle();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    }
    assertThat(model.settled()).as("seed %d: jobs are forgotten: %s", seed, model.state()).isTrue();
    return model;
  }

  static LongStream seeds() {
    return Long.getLong("model.seed") == null
        ? LongStream.range(0, Integer.getInteger("model.seeds", 48))
        : LongStream.of(Long.getLong("model.seed"));
  }
}
