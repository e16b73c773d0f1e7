package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.simulator.JobState;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.StateChange;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything about one job. Times are simulated epoch milliseconds. Owned by the endpoint's lock;
 * the state is changed by {@link Lifecycle} alone.
 */
final class Job {

  private final String id;
  private final boolean sync;
  private final Submission submission;
  private final long acceptedAt;
  private final List<StateChange> states = new ArrayList<>(3);

  private JobState state = JobState.IN_QUEUE;
  private long queuedAt;

  /** How often a worker was given the job; the attempts of the current life follow from it. */
  int dispatches;

  /** Platform re-dispatches since the submission or the last {@code /retry}. */
  int retries;

  long startedAt = -1;
  long endedAt = -1;
  Optional<Run> run = Optional.empty();
  Optional<String> workerId = Optional.empty();
  Optional<JsonNode> output = Optional.empty();

  /** What the worker sends beside each chunk. */
  Optional<JsonNode> metrics = Optional.empty();

  Optional<String> error = Optional.empty();

  /** Chunks no {@code /stream} answer has carried yet. */
  final ArrayDeque<JsonNode> unread = new ArrayDeque<>(0);

  final List<JsonNode> chunks = new ArrayList<>(0);
  final List<Integer> chunksByDispatch = new ArrayList<>(1);
  final List<List<JsonNode>> handedOut = new ArrayList<>(0);
  final List<Integer> webhookAnswers = new ArrayList<>(0);

  /** Calls that wait, in the order they came; most jobs never have any. */
  Set<Waiter> awaitingEnd = Set.of();

  Set<Waiter> awaitingChunk = Set.of();
  Agenda.Entry expiry = Agenda.Entry.NOTHING;
  Runnable timeUp = () -> {};

  Job(String id, boolean sync, Submission submission, long now) {
    this.id = id;
    this.sync = sync;
    this.submission = submission;
    this.acceptedAt = now;
    enter(JobState.IN_QUEUE, now);
  }

  String id() {
    return id;
  }

  boolean sync() {
    return sync;
  }

  Submission submission() {
    return submission;
  }

  long acceptedAt() {
    return acceptedAt;
  }

  JobState state() {
    return state;
  }

  /** From the submission, or the last {@code /retry}, to the last pick-up, ms. */
  long delayTime() {
    return startedAt - queuedAt;
  }

  /** From the last pick-up to the end, ms. */
  long executionTime() {
    return endedAt - startedAt;
  }

  void enter(JobState next, long now) {
    boolean dispatchedAgain = state == JobState.IN_PROGRESS;
    state = next;
    states.add(new StateChange(next, Instant.ofEpochMilli(now)));
    if (next == JobState.IN_QUEUE) {
      // seen live: after a re-dispatch delayTime counts from the submission to the last pick-up
      queuedAt = dispatchedAgain ? queuedAt : now;
      startedAt = -1;
      endedAt = -1;
    }
  }

  /** What came of the life before a {@code /retry} is not told any more. */
  void forgetLife() {
    retries = 0;
    output = Optional.empty();
    error = Optional.empty();
    unread.clear();
  }

  JobTruth truth() {
    JobState last = state;
    if (state == JobState.GONE) {
      last = states.get(states.size() - 2).state();
    }
    return new JobTruth(
        id,
        submission.input(),
        last,
        states,
        chunks,
        chunksByDispatch,
        handedOut,
        dispatches,
        output,
        error,
        webhookAnswers);
  }
}
