package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Timing;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A worker is killed between the failure of an attempt and its retry. */
class CareKillIT {
  @Test
  void theRetryIsMadeOnceAndTheLastResultTold() throws Exception {
    try (Sandbox sandbox =
            Sandbox.builder()
                .name("care-kill")
                .workerInChild()
                .worker("session.timeout.ms", "6000")
                .worker("heartbeat.interval.ms", "2000")
                .worker("producer.transaction.timeout.ms", "8000")
                .worker("consumer.session.timeout.ms", "6000")
                .worker("consumer.heartbeat.interval.ms", "2000")
                .broker("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000")
                .endpoint(
                    EndpointOptions.named("care-kill")
                        .time(Timing.LOST_AFTER, Duration.ofMillis(200)))
                .start();
        CareStory story = new CareStory(sandbox)) {
      String job = story.submit("vanishing", CareStory.VANISH, Map.of("runpod.retries", "1"));
      story.until(() -> story.commands(job).size() == 1);

      sandbox.workers().kill(0);
      sandbox.workers().start(0);
      story.startCommands();

      assertThat(story.awaitResult(job).getAttempt()).isEqualTo(2);
      assertThat(story.results(job)).hasSize(1);
      assertThat(story.commands(job)).hasSize(1);
      assertThat(story.chain(job)).containsSubsequence("1 FAILED", "2 IN_QUEUE", "2 FAILED");
    }
  }
}
