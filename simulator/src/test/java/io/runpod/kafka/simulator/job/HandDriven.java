package io.runpod.kafka.simulator.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpod.kafka.simulator.Client;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.JobState;
import io.runpod.kafka.simulator.StateChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A board whose time is in the test's hand. Not thread-safe. */
final class HandDriven {

  final Board board;

  /** Answers to calls that waited. */
  final List<Answer> late = new ArrayList<>();

  private long now = 1_000_000;

  HandDriven(EndpointOptions options) {
    board = new Board(options, new Ids(1), now);
  }

  String run(String script) {
    return run(script, Policy.DEFAULT);
  }

  String run(String script, Policy policy) {
    Answer answer = board.run(new Submission(input(script), policy, Optional.empty()));
    assertThat(answer.body().get("status").asText()).isEqualTo("IN_QUEUE");
    return answer.body().get("id").asText();
  }

  static ObjectNode input(String script) {
    return (ObjectNode) Client.json("{'simulate':" + script + "}");
  }

  void pass(long ms) {
    now += ms;
    board.advance(now);
    for (Effect effect : board.takeEffects()) {
      if (effect instanceof Effect.Reply reply) {
        reply.to().accept(reply.answer());
      }
    }
  }

  JsonNode status(String id) {
    return board.status(id, OptionalLong.empty()).body();
  }

  int code(String id) {
    return board.status(id, OptionalLong.empty()).code();
  }

  String state(String id) {
    return status(id).get("status").asText();
  }

  List<JobState> states(String id) {
    return board.insight().truth(id).orElseThrow().states().stream()
        .map(StateChange::state)
        .toList();
  }

  JsonNode stream(String id) {
    return board.stream(id, 1_000, late::add).orElseThrow().body();
  }

  int health(String group, String counter) {
    return board.health().body().get(group).get(counter).asInt();
  }
}
