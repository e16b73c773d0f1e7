package io.runpod.kafka.sandbox.graceful;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.observe.Figures;
import io.runpod.kafka.sandbox.observe.Guarantees;
import io.runpod.kafka.sandbox.observe.Ledger;
import io.runpod.kafka.sandbox.observe.Promises;
import io.runpod.kafka.sandbox.observe.Story;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What operators do every day is in no window of doubt. A round is a stack of its own: {@code
 * -Dgraceful.rounds=10 -Dgraceful.restarts=10 -Dgraceful.changes=10} makes a hundred of each,
 * {@code -Dgraceful.first.round=3} begins with the fourth.
 */
@Tag("chaos")
class GracefulIT {
  private static final int FIRST = Integer.getInteger("graceful.first.round", 0);
  private static final int ROUNDS = Integer.getInteger("graceful.rounds", 1);
  private static final int RESTARTS = Integer.getInteger("graceful.restarts", 2);
  private static final int CHANGES = Integer.getInteger("graceful.changes", 4);

  static IntStream rounds() {
    return IntStream.range(FIRST, FIRST + ROUNDS);
  }

  @ParameterizedTest(name = "round {0}")
  @MethodSource("rounds")
  void nothingIsSubmittedTwiceOrInDoubtOrLostThroughRestartsAndRebalances(int round)
      throws Exception {
    try (Sandbox sandbox =
            Sandbox.builder()
                .name("graceful-" + round)
                .workerInChild()
                // the other worker takes the tasks over at once
                .worker("scheduled.rebalance.max.delay.ms", "0")
                .endpoint(GracefulRun.endpoint())
                .start();
        GracefulRun run = new GracefulRun(sandbox)) {
      run.start();

      for (int i = 0; i < Math.max(RESTARTS, CHANGES); i++) {
        if (i < RESTARTS) {
          run.restartWorker((round + i) % 2);
        }
        if (i < CHANGES) {
          run.make(change(round * CHANGES + i));
        }
      }
      Story story = run.finish();

      System.out.printf(
          "graceful round %d: %d restarts, %d changes, started again by hand for %s, %s%n",
          round, RESTARTS, CHANGES, run.restarts(), Figures.of(story));
      new Guarantees(Promises.unharmed()).requireOf(story);
      assertThat(Ledger.intentsWithoutOutcome(sandbox.topics())).isEmpty();
    }
  }

  private static Change change(int number) {
    Change[] all = Change.values();
    return all[number % all.length];
  }
}
