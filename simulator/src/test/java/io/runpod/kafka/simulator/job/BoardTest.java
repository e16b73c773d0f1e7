package io.runpod.kafka.simulator.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.simulator.Client;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.JobState;
import io.runpod.kafka.simulator.Timing;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The life of jobs, with the time in the test's hand. */
class BoardTest {

  private static final long MINUTE = 60_000;

  private HandDriven endpoint = new HandDriven(EndpointOptions.named("e").workers(1));

  @Test
  void jobsAreServedInOrderAndLowPriorityAfterAllOthers() {
    String first = endpoint.run("{'delayMs':100}", Policy.DEFAULT);
    String low =
        endpoint.run(
            "{'delayMs':100}", new Policy(OptionalLong.empty(), OptionalLong.empty(), true));
    String second = endpoint.run("{'delayMs':100}", Policy.DEFAULT);

    assertThat(List.of(endpoint.state(first), endpoint.state(low), endpoint.state(second)))
        .containsExactly("IN_PROGRESS", "IN_QUEUE", "IN_QUEUE");
    endpoint.pass(100);
    assertThat(List.of(endpoint.state(first), endpoint.state(low), endpoint.state(second)))
        .containsExactly("COMPLETED", "IN_QUEUE", "IN_PROGRESS");
    endpoint.pass(100);
    assertThat(endpoint.state(low)).isEqualTo("IN_PROGRESS");
  }

  @Test
  void aWorkerWithConcurrencyHoldsSeveralJobs() {
    endpoint = new HandDriven(EndpointOptions.named("e").workers(2).concurrency(3));
    for (int job = 0; job < 7; job++) {
      endpoint.run("{'delayMs':100}");
    }
    assertThat(endpoint.health("jobs", "inProgress")).isEqualTo(6);
    assertThat(endpoint.health("workers", "running")).isEqualTo(2);
  }

  @Test
  void coldWorkersStartOnDemandAndLeaveWhenIdle() {
    endpoint =
        new HandDriven(
            EndpointOptions.named("e")
                .workers(0, 2)
                .time(Timing.COLD_START, Duration.ofSeconds(3))
                .time(Timing.IDLE_TIMEOUT, Duration.ofSeconds(5)));
    String id = endpoint.run("{'delayMs':1000}");
    assertThat(endpoint.health("workers", "initializing")).isEqualTo(1);
    endpoint.pass(2_999);
    assertThat(endpoint.state(id)).isEqualTo("IN_QUEUE");
    endpoint.pass(1);
    assertThat(endpoint.state(id)).isEqualTo("IN_PROGRESS");
    assertThat(endpoint.status(id).get("delayTime").asLong()).isEqualTo(3_000);
    endpoint.pass(1_000 + 4_999);
    assertThat(endpoint.health("workers", "idle")).isEqualTo(1);
    endpoint.pass(1);
    assertThat(endpoint.health("workers", "idle")).isZero();
  }

  @Test
  void unhealthyWorkersTakeNoJobsUntilTheyAreWell() {
    endpoint = new HandDriven(EndpointOptions.named("e").workers(2));
    endpoint.board.ail(1, 1);
    String id = endpoint.run("{'delayMs':100}");
    endpoint.pass(60_000);
    assertThat(endpoint.state(id)).isEqualTo("IN_QUEUE");
    assertThat(endpoint.health("workers", "throttled")).isEqualTo(1);
    assertThat(endpoint.health("workers", "unhealthy")).isEqualTo(1);
    assertThat(endpoint.health("workers", "ready")).isZero();
    endpoint.board.ail(1, 0);
    assertThat(endpoint.state(id)).isEqualTo("IN_PROGRESS");
    assertThat(endpoint.state(endpoint.run("{}"))).isEqualTo("IN_QUEUE");
  }

  @Test
  void lowPriorityJobsStartNoWorker() {
    endpoint = new HandDriven(EndpointOptions.named("e").workers(0, 2));
    endpoint.run("{}", new Policy(OptionalLong.empty(), OptionalLong.empty(), true));
    assertThat(endpoint.health("workers", "initializing")).isZero();
  }

  @Test
  void aJobOverItsExecutionTimeIsTriedOnceMoreThenFails() {
    String id =
        endpoint.run(
            "{'delayMs':9000}", new Policy(OptionalLong.of(5_000), OptionalLong.empty(), false));
    endpoint.pass(5_000);
    assertThat(endpoint.status(id).get("retries").asInt()).isEqualTo(1);
    assertThat(endpoint.state(id)).isEqualTo("IN_PROGRESS");
    endpoint.pass(5_000);
    assertThat(endpoint.state(id)).isEqualTo("FAILED");
    assertThat(endpoint.status(id).get("error").asText())
        .isEqualTo("job timed out after 1 retries");
    assertThat(endpoint.status(id).get("executionTime").asLong()).isEqualTo(5_000);
    assertThat(endpoint.status(id).has("output")).isFalse();
    assertThat(endpoint.board.insight().truth(id).orElseThrow().dispatches()).isEqualTo(2);
    assertThat(endpoint.states(id))
        .containsExactly(
            JobState.IN_QUEUE,
            JobState.IN_PROGRESS,
            JobState.IN_QUEUE,
            JobState.IN_PROGRESS,
            JobState.FAILED);
    assertThat(endpoint.health("jobs", "retried")).isEqualTo(1);
  }

  @Test
  void anEndpointCanSayTimedOutInstead() {
    endpoint =
        new HandDriven(
            EndpointOptions.named("e")
                .timedOutStatus(true)
                .time(Timing.EXECUTION_TIMEOUT, Duration.ofMillis(50)));
    String id = endpoint.run("{'delayMs':9000}");
    endpoint.pass(50);
    assertThat(endpoint.state(id)).isEqualTo("TIMED_OUT");
    assertThat(endpoint.status(id).has("error")).isFalse();
    assertThat(endpoint.board.retry(id).code()).isEqualTo(200);
  }

  @Test
  void aVanishedWorkerIsNoticedAndHoldsNoPlace() {
    String lost = endpoint.run("{'vanish':true}");
    String next = endpoint.run("{'delayMs':10}");
    assertThat(endpoint.state(next)).isEqualTo("IN_PROGRESS");
    assertThat(endpoint.state(lost)).isEqualTo("IN_PROGRESS");
    endpoint.pass(80_000);
    assertThat(endpoint.state(lost)).isEqualTo("FAILED");
  }

  @Test
  void ttlEndsAJobInAnyState() {
    Policy shortLife = new Policy(OptionalLong.empty(), OptionalLong.of(10_000), false);
    String running = endpoint.run("{'delayMs':60000}", shortLife);
    String queued = endpoint.run("{}", shortLife);
    String done = endpoint.run("{}");
    assertThat(endpoint.board.statusSync(running, 300_000, endpoint.late::add)).isEmpty();
    endpoint.pass(10_000);
    assertThat(List.of(endpoint.code(running), endpoint.code(queued))).containsExactly(404, 404);
    assertThat(endpoint.late).containsExactly(Answer.jobNotFound());
    endpoint.pass(100);
    assertThat(endpoint.state(done)).isEqualTo("COMPLETED");
  }

  @Test
  void resultsAreKeptThirtyMinutesAfterRunAndOneMinuteAfterRunSync() {
    String run = endpoint.run("{'delayMs':0}");
    endpoint.board.runSync(
        Submission.of(HandDriven.input("{'delayMs':0}")), 1_000, endpoint.late::add);
    endpoint.pass(0);
    String sync = endpoint.late.get(0).body().get("id").asText();
    endpoint.pass(MINUTE - 1);
    assertThat(List.of(endpoint.code(run), endpoint.code(sync))).containsExactly(200, 200);
    endpoint.pass(1);
    assertThat(List.of(endpoint.code(run), endpoint.code(sync))).containsExactly(200, 404);
    endpoint.pass(29 * MINUTE - 1);
    assertThat(endpoint.code(run)).isEqualTo(200);
    endpoint.pass(1);
    assertThat(endpoint.code(run)).isEqualTo(404);
    assertThat(endpoint.board.insight().truth(run).orElseThrow().status())
        .isEqualTo(JobState.COMPLETED);
    assertThat(endpoint.board.insight().truth(run).orElseThrow().isGone()).isTrue();
  }

  @Test
  void statusTtlShortensTheLifeOfAResultAndNeverLengthensIt() {
    String id = endpoint.run("{'delayMs':100}");
    endpoint.board.status(id, OptionalLong.of(1));
    endpoint.pass(200);
    assertThat(endpoint.state(id)).isEqualTo("COMPLETED");
    endpoint.board.status(id, OptionalLong.of(6_000));
    endpoint.board.status(id, OptionalLong.of(Long.MAX_VALUE));
    endpoint.pass(5_999);
    assertThat(endpoint.code(id)).isEqualTo(200);
    endpoint.pass(1);
    assertThat(endpoint.code(id)).isEqualTo(404);
  }

  @Test
  void retryIsForFailedJobsAndStartsThemAfresh() {
    String id = endpoint.run("{'delayMs':10,'error':'boom'}");
    String fine = endpoint.run("{'delayMs':10}");
    assertThat(endpoint.board.retry(id).code()).isEqualTo(400);
    endpoint.pass(20);
    assertThat(endpoint.board.retry(fine).code()).isEqualTo(400);
    Answer answer = endpoint.board.retry(id);
    assertThat(answer.body()).isEqualTo(Client.json("{'id':'" + id + "','status':'IN_QUEUE'}"));
    assertThat(endpoint.status(id).has("error")).isFalse();
    endpoint.pass(10);
    assertThat(endpoint.state(id)).isEqualTo("FAILED");
    assertThat(endpoint.board.insight().truth(id).orElseThrow().dispatches()).isEqualTo(2);
  }

  @Test
  void anExpiredJobCannotBeRetried() {
    String id = endpoint.run("{'delayMs':0,'error':'boom'}");
    endpoint.pass(30 * MINUTE);
    assertThat(endpoint.board.retry(id)).isEqualTo(Answer.jobNotFound());
  }

  @Test
  void purgeRemovesTheQueuedJobsAlone() {
    String running = endpoint.run("{'delayMs':100}");
    String queued = endpoint.run("{}");
    endpoint.run("{}");
    assertThat(endpoint.board.purgeQueue().body())
        .isEqualTo(Client.json("{'removed':2,'status':'completed'}"));
    assertThat(endpoint.code(queued)).isEqualTo(404);
    endpoint.pass(100);
    assertThat(endpoint.state(running)).isEqualTo("COMPLETED");
  }

  @Test
  void cancelEndsQueuedAndRunningJobsAndLeavesFinishedOnes() {
    String running = endpoint.run("{'delayMs':1000}");
    String queued = endpoint.run("{}");
    String next = endpoint.run("{'delayMs':100}");
    assertThat(endpoint.board.cancel(queued).body())
        .isEqualTo(Client.json("{'id':'" + queued + "','status':'CANCELLED'}"));
    endpoint.pass(50);
    JsonNode cancelled = endpoint.board.cancel(running).body();
    assertThat(cancelled.get("status").asText()).isEqualTo("CANCELLED");
    assertThat(cancelled.get("executionTime").asInt()).isEqualTo(50);
    assertThat(endpoint.state(next)).isEqualTo("IN_PROGRESS");
    endpoint.pass(2_000);
    assertThat(endpoint.state(running)).isEqualTo("CANCELLED");
    assertThat(endpoint.board.cancel(next).body().get("status").asText()).isEqualTo("COMPLETED");
  }

  @Test
  void onlySoManyGoneJobsAreRemembered() {
    endpoint = new HandDriven(EndpointOptions.named("e").workers(0).remembered(2));
    List<String> ids = List.of(endpoint.run("{}"), endpoint.run("{}"), endpoint.run("{}"));
    endpoint.board.purgeQueue();
    assertThat(endpoint.board.insight().truths())
        .extracting(job -> job.id())
        .containsExactlyElementsOf(ids.subList(1, 3));
  }
}
