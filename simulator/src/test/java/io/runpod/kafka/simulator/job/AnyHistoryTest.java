package io.runpod.kafka.simulator.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpod.kafka.simulator.Client;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.JobState;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.StateChange;
import io.runpod.kafka.simulator.Timing;
import io.runpod.kafka.simulator.job.LifeOfAJob.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds whatever is called in whatever order. */
class AnyHistoryTest {

  private static final int WORKERS = 2;
  private static final int CONCURRENCY = 2;
  private static final List<String> SCRIPTS =
      List.of(
          "{'delayMs':70}",
          "{'delayMs':10,'chunks':5,'chunkIntervalMs':30}",
          "{'delayMs':0,'chunks':3,'chunkIntervalMs':0,'error':'boom'}",
          "{'delayMs':900}",
          "{'delayMs':50,'progress':[1,2],'error':'boom'}",
          "{'vanish':true}");

  private final List<String> ids = new ArrayList<>();
  private final List<Answer> late = new ArrayList<>();
  private long now = 1_000;
  private int promised;

  @Property(tries = 300)
  void everyJobAndEveryCallComesToItsEnd(
      @ForAll @Size(min = 1, max = 120) List<@IntRange(max = 999) Integer> calls) {
    ids.clear();
    late.clear();
    promised = 0;
    Board board =
        new Board(
            EndpointOptions.named("e")
                .workers(0, WORKERS)
                .concurrency(CONCURRENCY)
                .time(Timing.COLD_START, Duration.ofMillis(40))
                .time(Timing.EXECUTION_TIMEOUT, Duration.ofMillis(400))
                .time(Timing.LOST_AFTER, Duration.ofMillis(300)),
            new Ids(1),
            now);
    for (int call : calls) {
      call(board, call);
      perform(board);
      assertThat(board.insight().runningWorkers()).isBetween(0, WORKERS);
      assertThat(board.insight().queued()).isEqualTo(jobsIn(board, JobState.IN_QUEUE));
      assertThat(board.health().body().at("/jobs/inProgress").asInt())
          .isEqualTo(jobsIn(board, JobState.IN_PROGRESS));
    }
    pass(board, Duration.ofDays(2).toMillis());

    assertThat(late).hasSize(promised);
    assertThat(board.insight().waiting()).isZero();
    assertThat(board.nextDue()).isEqualTo(Agenda.NEVER);
    assertThat(board.insight().runningWorkers()).isZero();
    assertThat(board.insight().truths())
        .hasSize(ids.size())
        .allSatisfy(AnyHistoryTest::holdsForEachJob);
  }

  private void call(Board board, int call) {
    String id = ids.isEmpty() ? "none" : ids.get(call % ids.size());
    switch (call % 10) {
      case 0, 1, 2, 3 -> {
        ObjectNode input =
            (ObjectNode) Client.json("{'simulate':" + SCRIPTS.get(call % SCRIPTS.size()) + "}");
        Policy policy = new Policy(OptionalLong.empty(), OptionalLong.empty(), call % 7 == 0);
        Submission submission = new Submission(input, policy, Optional.empty());
        ids.add(board.run(submission).body().get("id").asText());
      }
      case 4 -> promise(board.stream(id, 200, late::add));
      case 5 -> promise(board.statusSync(id, 200, late::add));
      case 6 -> board.cancel(id);
      case 7 -> board.status(id, OptionalLong.of(call));
      case 8 -> {
        if (call % 3 == 0) {
          board.purgeQueue();
        } else {
          promise(board.stream(id, 100, late::add));
        }
      }
      default -> pass(board, call % 100);
    }
  }

  private static int jobsIn(Board board, JobState state) {
    return (int)
        board.insight().truths().stream()
            .filter(job -> !job.isGone() && job.status() == state)
            .count();
  }

  private void promise(Optional<Answer> answer) {
    promised += answer.isEmpty() ? 1 : 0;
  }

  private void pass(Board board, long ms) {
    now += ms;
    board.advance(now);
    perform(board);
  }

  private static void perform(Board board) {
    for (Effect effect : board.takeEffects()) {
      if (effect instanceof Effect.Reply reply) {
        reply.to().accept(reply.answer());
      }
    }
  }

  private static void holdsForEachJob(JobTruth job) {
    List<JobState> states = job.states().stream().map(StateChange::state).toList();
    assertThat(states.get(0)).isEqualTo(JobState.IN_QUEUE);
    for (int change = 1; change < states.size(); change++) {
      JobState from = states.get(change - 1);
      JobState to = states.get(change);
      assertThat(Arrays.stream(Action.values()).map(action -> LifeOfAJob.next(from, action)))
          .contains(Optional.of(to));
    }
    assertThat(job.isGone()).isTrue();
    assertThat(job.dispatches())
        .isEqualTo((int) states.stream().filter(one -> one == JobState.IN_PROGRESS).count());
    List<JsonNode> handedOut = job.handedOut().stream().flatMap(List::stream).toList();
    assertThat(job.chunks().subList(0, handedOut.size())).isEqualTo(handedOut);
  }
}
