package io.runpod.kafka.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * What really happened to one job, whatever any client was told: an immutable snapshot for tests.
 *
 * @param id the id the API gave it
 * @param input the {@code input} object as it was submitted
 * @param status its last state before it was {@link JobState#GONE}
 * @param states every state it entered, in order, {@link JobState#GONE} included
 * @param chunks every chunk its worker produced, over all attempts, in order
 * @param chunksByDispatch how many of them each worker that was given the job produced, in order
 * @param handedOut the chunks of each {@code /stream} answer that carried any, in order; an answer
 *     lost on the way counts, as the chunks are gone all the same
 * @param dispatches how often a worker was given the job
 * @param output the final output, absent where the API shows none
 * @param error the {@code error} text of a failed job
 * @param webhookAnswers the HTTP code each webhook try was answered with, 0 = no answer
 */
public record JobTruth(
    String id,
    JsonNode input,
    JobState status,
    List<StateChange> states,
    List<JsonNode> chunks,
    List<Integer> chunksByDispatch,
    List<List<JsonNode>> handedOut,
    int dispatches,
    Optional<JsonNode> output,
    Optional<String> error,
    List<Integer> webhookAnswers) {

  public JobTruth {
    states = List.copyOf(states);
    chunks = List.copyOf(chunks);
    chunksByDispatch = List.copyOf(chunksByDispatch);
    handedOut = List.copyOf(handedOut);
    webhookAnswers = List.copyOf(webhookAnswers);
  }

  /** True once the API answers 404 for this job. */
  public boolean isGone() {
    return states.get(states.size() - 1).state() == JobState.GONE;
  }
}
