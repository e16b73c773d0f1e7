package io.runpod.kafka.sandbox.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.observe.Figures;
import io.runpod.kafka.sandbox.observe.Guarantees;
import io.runpod.kafka.sandbox.observe.InDoubt;
import io.runpod.kafka.sandbox.observe.Ledger;
import io.runpod.kafka.sandbox.observe.Promises;
import io.runpod.kafka.sandbox.observe.Repeats;
import io.runpod.kafka.sandbox.observe.Story;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A worker without exactly-once source support, and one that is killed. */
class WithoutExactlyOnceIT {
  private static final long SEED = Long.getLong("mix.seed", 1);
  private static final int AT_ONCE = 40;

  /** Kills come when so many results more were told. */
  private static final List<Integer> LIVES = List.of(60, 120);

  @Test
  void eventIdsMakeExactlyOnceOfAtLeastOnce() throws Exception {
    try (Sandbox sandbox =
            Sandbox.builder()
                .name("at-least-once")
                .workerInChild()
                .withoutExactlyOnce()
                .webhooks()
                .worker("session.timeout.ms", "6000")
                .worker("heartbeat.interval.ms", "2000")
                .worker("consumer.session.timeout.ms", "6000")
                .worker("consumer.heartbeat.interval.ms", "2000")
                .endpoint(MixedRun.endpoint())
                .start();
        MixedRun run = new MixedRun(sandbox, Mix.throughKills(SEED), AT_ONCE)) {
      run.start();
      assertThat(sandbox.workers().log(0)).contains("runpod.event.id");

      for (int life : LIVES) {
        goOnUntil(run, run.results() + life);
        sandbox.workers().kill(0);
        sandbox.workers().start(0);
      }
      run.play();
      run.awaitDuplicates();
      Story story = run.finish();

      System.out.println("without exactly-once: " + Figures.of(story));
      InDoubt lostAcceptances = InDoubt.notIn(Ledger.accepted(sandbox.topics()));
      new Guarantees(Promises.atLeastOnce(lostAcceptances, run.terms())).requireOf(story);
      assertThat(Repeats.of(story)).as("records that were told again").isPositive();
    }
  }

  private static void goOnUntil(MixedRun run, int results) {
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              run.goOn();
              return run.results() >= results || run.isOver();
            });
  }
}
