package io.runpod.kafka.sandbox.mix;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.sandbox.Sandbox;
import io.runpod.kafka.sandbox.observe.Figures;
import io.runpod.kafka.sandbox.observe.Guarantees;
import io.runpod.kafka.sandbox.observe.Promises;
import io.runpod.kafka.sandbox.observe.RemoteBeans;
import io.runpod.kafka.sandbox.observe.Story;
import io.runpod.kafka.sandbox.stack.FreePort;
import org.junit.jupiter.api.Test;

/** The plugin on a Connect 3.9 worker, with today's broker. */
class OldestWorkerIT {
  private static final long SEED = Long.getLong("mix.seed", 39);

  @Test
  void allPromisesHoldOnAConnect39Worker() throws Exception {
    int jmx = FreePort.next();
    try (Sandbox sandbox =
            Sandbox.builder()
                .name("worker-3.9")
                .oldestWorker()
                .workerJvm(RemoteBeans.options(jmx))
                .webhooks()
                .endpoint(MixedRun.endpoint())
                .start();
        MixedRun run = new MixedRun(sandbox, Mix.withoutWebhooks(SEED), MixedRun.CROWDED)) {
      assertThat(sandbox.connect().version()).startsWith("3.9.");
      assertThat(sandbox.workers().log(0))
          .contains("webhooks need a worker of Connect 4.0 or newer");
      run.start();

      run.play();
      double shown = shownResults(jmx);
      Story story = run.finish();

      System.out.println("Connect 3.9: " + Figures.of(story));
      new Guarantees(Promises.unharmed(run.terms())).requireOf(story);
      assertThat(shown).isEqualTo(story.outputs().results().size());
      assertThat(run.pointless()).as("operations that were not met").isEmpty();
      sandbox.contracts().requireUnchanged();
    }
  }

  /** Before Connect 4.1 a worker has no metrics of plugins: the MBeans are our own. */
  private static double shownResults(int port) throws Exception {
    try (RemoteBeans beans = new RemoteBeans(port)) {
      assertThat(beans.names("kafka.connect:type=plugins,*")).isEmpty();
      assertThat(beans.sum("kafka.connect:type=runpod-sink-task,*", "submitted-total"))
          .isPositive();
      return beans.sum("kafka.connect:type=runpod-source-task,*", "results-total");
    }
  }
}
