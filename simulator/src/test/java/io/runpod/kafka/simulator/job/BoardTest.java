package io.runpod.kafka.simulator.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpod.kafka.simulator.Client;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.JobState;
import io.runpod.kafka.simulator.StateChange;
import io.runpod.kafka.simulator.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The life of jobs, with the time in the test's hand. */
class BoardTest {

  private static final long MINUTE = 60_000;

  private long now = 1_000_000;
  private Board board = board(EndpointOptions.named("e").workers(1));
  private final List<Answer> late = new ArrayList<>();

  @Test
  void jobsAreServedInOrderAndLowPriorityAfterAllOthers() {
    String first = run("{'delayMs':100}", Policy.DEFAULT);
    String low =
        run("{'delayMs':100}", new Policy(OptionalLong.empty(), OptionalLong.empty(), true));
    String second = run("{'delayMs':100}", Policy.DEFAULT);

    assertThat(List.of(state(first), state(low), state(second)))
        .containsExactly("IN_PROGRESS", "IN_QUEUE", "IN_QUEUE");
    pass(100);
    assertThat(List.of(state(first), state(low), state(second)))
        .containsExactly("COMPLETED", "IN_QUEUE", "IN_PROGRESS");
    pass(100);
    assertThat(state(low)).isEqualTo("IN_PROGRESS");
  }

  @Test
  void aWorkerWithConcurrencyHoldsSeveralJobs() {
    board = board(EndpointOptions.named("e").workers(2).concurrency(3));
    for (int job = 0; job < 7; job++) {
      run("{'delayMs':100}");
    }
    assertThat(health("jobs", "inProgress")).isEqualTo(6);
    assertThat(health("workers", "running")).isEqualTo(2);
  }

  @Test
  void coldWorkersStartOnDemandAndLeaveWhenIdle() {
    board =
        board(
            EndpointOptions.named("e")
                .workers(0, 2)
                .time(Timing.COLD_START, Duration.ofSeconds(3))
                .time(Timing.IDLE_TIMEOUT, Duration.ofSeconds(5)));
    String id = run("{'delayMs':1000}");
    assertThat(health("workers", "initializing")).isEqualTo(1);
    pass(2_999);
    assertThat(state(id)).isEqualTo("IN_QUEUE");
    pass(1);
    assertThat(state(id)).isEqualTo("IN_PROGRESS");
    assertThat(status(id).get("delayTime").asLong()).isEqualTo(3_000);
    pass(1_000 + 4_999);
    assertThat(health("workers", "idle")).isEqualTo(1);
    pass(1);
    assertThat(health("workers", "idle")).isZero();
  }

  @Test
  void unhealthyWorkersTakeNoJobsUntilTheyAreWell() {
    board = board(EndpointOptions.named("e").workers(2));
    board.ail(1, 1);
    String id = run("{'delayMs':100}");
    pass(60_000);
    assertThat(state(id)).isEqualTo("IN_QUEUE");
    assertThat(health("workers", "throttled")).isEqualTo(1);
    assertThat(health("workers", "unhealthy")).isEqualTo(1);
    assertThat(health("workers", "ready")).isZero();
    board.ail(1, 0);
    assertThat(state(id)).isEqualTo("IN_PROGRESS");
    assertThat(state(run("{}"))).isEqualTo("IN_QUEUE");
  }

  @Test
  void lowPriorityJobsStartNoWorker() {
    board = board(EndpointOptions.named("e").workers(0, 2));
    run("{}", new Policy(OptionalLong.empty(), OptionalLong.empty(), true));
    assertThat(health("workers", "initializing")).isZero();
  }

  @Test
  void aJobOverItsExecutionTimeIsTriedOnceMoreThenFails() {
    String id =
        run("{'delayMs':9000}", new Policy(OptionalLong.of(5_000), OptionalLong.empty(), false));
    pass(5_000);
    assertThat(status(id).get("retries").asInt()).isEqualTo(1);
    assertThat(state(id)).isEqualTo("IN_PROGRESS");
    pass(5_000);
    assertThat(state(id)).isEqualTo("FAILED");
    assertThat(status(id).get("error").asText()).isEqualTo("job timed out after 1 retries");
    assertThat(status(id).get("executionTime").asLong()).isEqualTo(5_000);
    assertThat(status(id).has("output")).isFalse();
    assertThat(board.truth(id).orElseThrow().dispatches()).isEqualTo(2);
    assertThat(states(id))
        .containsExactly(
            JobState.IN_QUEUE,
            JobState.IN_PROGRESS,
            JobState.IN_QUEUE,
            JobState.IN_PROGRESS,
            JobState.FAILED);
    assertThat(health("jobs", "retried")).isEqualTo(1);
  }

  @Test
  void anEndpointCanSayTimedOutInstead() {
    board =
        board(
            EndpointOptions.named("e")
                .timedOutStatus(true)
                .time(Timing.EXECUTION_TIMEOUT, Duration.ofMillis(50)));
    String id = run("{'delayMs':9000}");
    pass(50);
    assertThat(state(id)).isEqualTo("TIMED_OUT");
    assertThat(status(id).has("error")).isFalse();
    assertThat(board.retry(id).code()).isEqualTo(200);
  }

  @Test
  void chunksOfALostAttemptStayAndComeAgain() {
    board = board(EndpointOptions.named("e").time(Timing.EXECUTION_TIMEOUT, Duration.ofMillis(50)));
    String id = run("{'delayMs':10,'chunks':2,'chunkIntervalMs':100}");
    pass(1_000);
    assertThat(board.truth(id).orElseThrow().chunks()).hasSize(2);
    assertThat(stream(id).get("stream")).hasSize(2);
  }

  @Test
  void aVanishedWorkerIsNoticedAndHoldsNoPlace() {
    String lost = run("{'vanish':true}");
    String next = run("{'delayMs':10}");
    assertThat(state(next)).isEqualTo("IN_PROGRESS");
    assertThat(state(lost)).isEqualTo("IN_PROGRESS");
    pass(80_000);
    assertThat(state(lost)).isEqualTo("FAILED");
  }

  @Test
  void ttlEndsAJobInAnyState() {
    Policy shortLife = new Policy(OptionalLong.empty(), OptionalLong.of(10_000), false);
    String running = run("{'delayMs':60000}", shortLife);
    String queued = run("{}", shortLife);
    String done = run("{}");
    assertThat(board.statusSync(running, 300_000, late::add)).isEmpty();
    pass(10_000);
    assertThat(List.of(code(running), code(queued))).containsExactly(404, 404);
    assertThat(late).containsExactly(Answer.jobNotFound());
    pass(100);
    assertThat(state(done)).isEqualTo("COMPLETED");
  }

  @Test
  void resultsAreKeptThirtyMinutesAfterRunAndOneMinuteAfterRunSync() {
    String run = run("{'delayMs':0}");
    board.runSync(Submission.of(input("{'delayMs':0}")), 1_000, late::add);
    pass(0);
    String sync = late.get(0).body().get("id").asText();
    pass(MINUTE - 1);
    assertThat(List.of(code(run), code(sync))).containsExactly(200, 200);
    pass(1);
    assertThat(List.of(code(run), code(sync))).containsExactly(200, 404);
    pass(29 * MINUTE - 1);
    assertThat(code(run)).isEqualTo(200);
    pass(1);
    assertThat(code(run)).isEqualTo(404);
    assertThat(board.truth(run).orElseThrow().status()).isEqualTo(JobState.COMPLETED);
    assertThat(board.truth(run).orElseThrow().isGone()).isTrue();
  }

  @Test
  void statusTtlShortensTheLifeOfAResultAndNeverLengthensIt() {
    String id = run("{'delayMs':100}");
    board.status(id, OptionalLong.of(1));
    pass(200);
    assertThat(state(id)).isEqualTo("COMPLETED");
    board.status(id, OptionalLong.of(6_000));
    board.status(id, OptionalLong.of(Long.MAX_VALUE));
    pass(5_999);
    assertThat(code(id)).isEqualTo(200);
    pass(1);
    assertThat(code(id)).isEqualTo(404);
  }

  @Test
  void retryIsForFailedJobsAndStartsThemAfresh() {
    String id = run("{'delayMs':10,'error':'boom'}");
    String fine = run("{'delayMs':10}");
    assertThat(board.retry(id).code()).isEqualTo(400);
    pass(20);
    assertThat(board.retry(fine).code()).isEqualTo(400);
    Answer answer = board.retry(id);
    assertThat(answer.body()).isEqualTo(Client.json("{'id':'" + id + "','status':'IN_QUEUE'}"));
    assertThat(status(id).has("error")).isFalse();
    pass(10);
    assertThat(state(id)).isEqualTo("FAILED");
    assertThat(board.truth(id).orElseThrow().dispatches()).isEqualTo(2);
  }

  @Test
  void anExpiredJobCannotBeRetried() {
    String id = run("{'delayMs':0,'error':'boom'}");
    pass(30 * MINUTE);
    assertThat(board.retry(id)).isEqualTo(Answer.jobNotFound());
  }

  @Test
  void purgeRemovesTheQueuedJobsAlone() {
    String running = run("{'delayMs':100}");
    String queued = run("{}");
    run("{}");
    assertThat(board.purgeQueue().body())
        .isEqualTo(Client.json("{'removed':2,'status':'completed'}"));
    assertThat(code(queued)).isEqualTo(404);
    pass(100);
    assertThat(state(running)).isEqualTo("COMPLETED");
  }

  @Test
  void cancelEndsQueuedAndRunningJobsAndLeavesFinishedOnes() {
    String running = run("{'delayMs':1000}");
    String queued = run("{}");
    String next = run("{'delayMs':100}");
    assertThat(board.cancel(queued).body())
        .isEqualTo(Client.json("{'id':'" + queued + "','status':'CANCELLED'}"));
    pass(50);
    JsonNode cancelled = board.cancel(running).body();
    assertThat(cancelled.get("status").asText()).isEqualTo("CANCELLED");
    assertThat(cancelled.get("executionTime").asInt()).isEqualTo(50);
    assertThat(state(next)).isEqualTo("IN_PROGRESS");
    pass(2_000);
    assertThat(state(running)).isEqualTo("CANCELLED");
    assertThat(board.cancel(next).body().get("status").asText()).isEqualTo("COMPLETED");
  }

  @Test
  void progressShowsAsOutputWhileTheJobRuns() {
    String id = run("{'delayMs':300,'progress':['third','two thirds'],'output':7}");
    assertThat(status(id).has("output")).isFalse();
    pass(100);
    assertThat(status(id).get("output").asText()).isEqualTo("third");
    pass(100);
    assertThat(status(id).get("output").asText()).isEqualTo("two thirds");
    pass(100);
    assertThat(status(id).get("output").asInt()).isEqualTo(7);
  }

  @Test
  void handlersEndInTheFormsTheSdkGivesThem() {
    String exception = run("{'delayMs':0,'error':'boom'}");
    String generator = run("{'delayMs':0,'chunks':1,'error':'boom'}");
    String soft = run("{'delayMs':0,'output':{'error':'soft','detail':1}}");
    String yielded = run("{'delayMs':0,'chunks':['a',{'error':'bad'},'c']}");
    String empty = run("{'delayMs':0,'output':{}}");
    String nonsense = run("{'delayMs':'long'}");
    pass(0);
    JsonNode document = Client.parse(status(exception).get("error").asText());
    assertThat(document.get("error_message").asText()).isEqualTo("boom");
    assertThat(status(exception).has("output")).isFalse();
    assertThat(status(generator).get("error").asText()).startsWith("handler: boom \ntraceback: ");
    assertThat(status(soft).get("error").asText()).isEqualTo("soft");
    assertThat(status(soft).get("output")).isEqualTo(Client.json("{'detail':1}"));
    assertThat(status(yielded).get("error").asText()).isEqualTo("bad");
    assertThat(stream(yielded).get("stream")).hasSize(1);
    assertThat(state(empty)).isEqualTo("COMPLETED");
    assertThat(status(empty).has("output")).isFalse();
    assertThat(status(nonsense).get("error").asText()).contains("simulate.delayMs must be");
  }

  @Test
  void aGeneratorsOutputIsEmptyUnlessItAggregates() {
    String plain = run("{'delayMs':0,'chunks':2,'chunkIntervalMs':0}");
    String aggregated = run("{'delayMs':0,'chunks':2,'chunkIntervalMs':0,'aggregate':true}");
    pass(0);
    assertThat(status(plain).get("output")).isEqualTo(Client.json("[]"));
    assertThat(status(aggregated).get("output"))
        .isEqualTo(Client.json("[{'index':0,'text':'chunk-0'},{'index':1,'text':'chunk-1'}]"));
  }

  @Test
  void streamHandsOutTwoHundredChunksAtMostEvenAfterTheEnd() {
    String id = run("{'delayMs':0,'chunks':450,'chunkIntervalMs':0}");
    pass(0);
    List<Integer> sizes = new ArrayList<>();
    for (int read = 0; read < 4; read++) {
      JsonNode answer = stream(id);
      assertThat(answer.get("status").asText()).isEqualTo("COMPLETED");
      sizes.add(answer.get("stream").size());
    }
    assertThat(sizes).containsExactly(200, 200, 50, 0);
    assertThat(board.truth(id).orElseThrow().handedOut())
        .extracting(List::size)
        .containsExactly(200, 200, 50);
  }

  @Test
  void twoReadersShareTheChunksInTheOrderTheyCame() {
    String id = run("{'delayMs':10,'chunks':2,'chunkIntervalMs':10}");
    List<Answer> first = new ArrayList<>();
    List<Answer> second = new ArrayList<>();
    board.stream(id, 10_000, first::add);
    board.stream(id, 10_000, second::add);
    pass(10);
    assertThat(first).hasSize(1);
    assertThat(second).isEmpty();
    pass(10);
    assertThat(second.get(0).body().get("stream")).hasSize(1);
  }

  @Test
  void longTextsAreStreamedInPiecesOfOneMebibyte() {
    String text = "ü".repeat(600_000);
    String id = run("{'delayMs':0,'chunks':['" + text + "'],'aggregate':true}");
    pass(0);
    JsonNode chunks = stream(id).get("stream");
    assertThat(chunks).hasSize(2);
    assertThat(chunks.get(0).get("output").asText().length()).isEqualTo(1 << 19);
    assertThat(chunks.get(0).get("output").asText() + chunks.get(1).get("output").asText())
        .isEqualTo(text);
  }

  @Test
  void onlySoManyGoneJobsAreRemembered() {
    board = board(EndpointOptions.named("e").workers(0).remembered(2));
    List<String> ids = List.of(run("{}"), run("{}"), run("{}"));
    board.purgeQueue();
    assertThat(board.truths())
        .extracting(job -> job.id())
        .containsExactlyElementsOf(ids.subList(1, 3));
  }

  private Board board(EndpointOptions options) {
    return new Board(options, new Ids(1), now);
  }

  private String run(String script) {
    return run(script, Policy.DEFAULT);
  }

  private String run(String script, Policy policy) {
    Answer answer = board.run(new Submission(input(script), policy, Optional.empty()));
    assertThat(answer.body().get("status").asText()).isEqualTo("IN_QUEUE");
    return answer.body().get("id").asText();
  }

  private static ObjectNode input(String script) {
    return (ObjectNode) Client.json("{'simulate':" + script + "}");
  }

  private void pass(long ms) {
    now += ms;
    board.advance(now);
    for (Effect effect : board.takeEffects()) {
      if (effect instanceof Effect.Reply reply) {
        reply.to().accept(reply.answer());
      }
    }
  }

  private JsonNode status(String id) {
    return board.status(id, OptionalLong.empty()).body();
  }

  private int code(String id) {
    return board.status(id, OptionalLong.empty()).code();
  }

  private String state(String id) {
    return status(id).get("status").asText();
  }

  private List<JobState> states(String id) {
    return board.truth(id).orElseThrow().states().stream().map(StateChange::state).toList();
  }

  private JsonNode stream(String id) {
    return board.stream(id, 1_000, late::add).orElseThrow().body();
  }

  private int health(String group, String counter) {
    return board.health().body().get(group).get(counter).asInt();
  }
}
