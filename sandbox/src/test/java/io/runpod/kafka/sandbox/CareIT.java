package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.Timing;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Jobs that bring deadlines and retries of their own, from their records to what is told. */
class CareIT {
  private static final String GIVEN_UP = "job timed out after 1 retries";

  private static Sandbox sandbox;
  private static CareStory story;

  @BeforeAll
  static void start() throws Exception {
    sandbox =
        Sandbox.builder()
            .name("care")
            .endpoint(
                EndpointOptions.named("care")
                    .workers(2)
                    .time(Timing.LOST_AFTER, Duration.ofMillis(200)))
            .start();
    story = new CareStory(sandbox);
    story.startCommands();
  }

  @AfterAll
  static void stop() {
    story.close();
    sandbox.close();
  }

  @Test
  void cancelsJobsThatRunOrWaitForTooLong() {
    String first =
        story.submit("first", CareStory.FOREVER, Map.of("runpod.run.timeout.ms", "8000"));
    String second =
        story.submit("second", CareStory.FOREVER, Map.of("runpod.run.timeout.ms", "8000"));
    story.awaitStatus(first, "IN_PROGRESS");
    story.awaitStatus(second, "IN_PROGRESS");
    String waiting =
        story.submit("waiting", CareStory.FOREVER, Map.of("runpod.queue.timeout.ms", "1000"));

    assertThat(story.awaitResult(waiting).getStatus()).isEqualTo("CANCELLED");
    assertThat(story.awaitResult(first).getStatus()).isEqualTo("CANCELLED");
    assertThat(story.awaitResult(second).getStatus()).isEqualTo("CANCELLED");
    assertThat(story.chain(waiting)).containsExactly("1 IN_QUEUE", "1 CANCELLED");
    assertThat(story.commands(waiting))
        .containsExactly("CANCEL: queue timeout: not started within 1000 ms");
    assertThat(story.commands(first))
        .containsExactly("CANCEL: run timeout: not finished 8000 ms after it was seen to run");
  }

  @Test
  void retriesWhatTheInfrastructureFailedAndTellsTheLastResultOnly() {
    String job = story.submit("vanishing", CareStory.VANISH, Map.of("runpod.retries", "2"));

    JobResult result = story.awaitResult(job);

    assertThat(result.getAttempt()).isEqualTo(3);
    assertThat(result.getError().getMessage()).isEqualTo(GIVEN_UP);
    assertThat(story.commands(job))
        .containsExactly(
            "RETRY: retry 1 of 2 after: " + GIVEN_UP, "RETRY: retry 2 of 2 after: " + GIVEN_UP);
    assertThat(story.chain(job))
        .containsSubsequence("1 FAILED", "2 IN_QUEUE", "2 FAILED", "3 IN_QUEUE", "3 FAILED");
    assertThat(story.results(job)).hasSize(1);
  }

  @Test
  void doesNotRetryWhatAHandlerReported() {
    String job =
        story.submit("broken", "{\"error\":\"no such model\"}", Map.of("runpod.retries", "2"));

    assertThat(story.awaitResult(job).getAttempt()).isEqualTo(1);
    assertThat(story.commands(job)).isEmpty();
  }

  @Test
  void tellsTheResultWhenTheRetryIsRefused() {
    sandbox.endpoint().faults().add(Fault.on(Operation.RETRY).httpStatus(400).times(1));
    try {
      String job = story.submit("refused", CareStory.VANISH, Map.of("runpod.retries", "1"));

      assertThat(story.awaitResult(job).getAttempt()).isEqualTo(1);
      assertThat(story.results(job)).hasSize(1);
      assertThat(story.chain(job)).endsWith("1 FAILED");
    } finally {
      sandbox.endpoint().faults().clear();
    }
  }

  @Test
  void retriesOnceThoughTheSourceIsReplacedBetweenFailureAndRetry() throws Exception {
    sandbox.connect().delete("runpod-commands-avro");
    String job = story.submit("replaced", CareStory.VANISH, Map.of("runpod.retries", "1"));
    story.until(() -> story.commands(job).size() == 1);

    sandbox.connect().delete("runpod-source");
    story.startSource();
    story.startCommands();

    assertThat(story.awaitResult(job).getAttempt()).isEqualTo(2);
    assertThat(story.commands(job)).hasSize(1);
    assertThat(story.results(job)).hasSize(1);
    assertThat(story.chain(job)).containsSubsequence("1 FAILED", "2 IN_QUEUE", "2 FAILED");
  }
}
