package io.runpod.kafka.sandbox.observe;

import com.fasterxml.jackson.databind.JsonNode;
import io.runpod.kafka.simulator.JobState;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.StateChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One attempt of a job as it really went.
 *
 * @param number from 1; a retry begins the next
 * @param states every state it entered, in order, {@link JobState#GONE} included
 * @param chunks what its workers produced, RunPod's own re-dispatches included
 */
public record TrueAttempt(int number, List<JobState> states, List<JsonNode> chunks) {
  public TrueAttempt {
    states = List.copyOf(states);
    chunks = List.copyOf(chunks);
  }

  static List<TrueAttempt> of(JobTruth job) {
    List<TrueAttempt> attempts = new ArrayList<>();
    List<JobState> states = new ArrayList<>();
    int dispatch = 0;
    int from = 0;
    int to = 0;
    for (StateChange change : job.states()) {
      JobState state = change.state();
      if (state == JobState.IN_QUEUE && !states.isEmpty() && last(states).isTerminal()) {
        attempts.add(new TrueAttempt(attempts.size() + 1, states, job.chunks().subList(from, to)));
        states.clear();
        from = to;
      }
      if (state == JobState.IN_PROGRESS) {
        to += job.chunksByDispatch().get(dispatch++);
      }
      states.add(state);
    }
    attempts.add(new TrueAttempt(attempts.size() + 1, states, job.chunks().subList(from, to)));
    return attempts;
  }

  /** The attempt is over, well or badly. */
  boolean ended() {
    return end().isTerminal() || end() == JobState.GONE;
  }

  /** RunPod forgot it before its end: it was purged, or its time to live was over. */
  boolean isTakenAway() {
    return end() == JobState.GONE && !states.get(states.size() - 2).isTerminal();
  }

  /** The words its result may truly say. */
  Set<String> ends() {
    if (end() != JobState.GONE) {
      return Set.of(end().name());
    }
    JobState before = states.get(states.size() - 2);
    return switch (before) {
      // purged, or its time to live was over
      case IN_QUEUE -> Set.of("CANCELLED", "EXPIRED");
      case IN_PROGRESS -> Set.of("EXPIRED");
      default -> Set.of(before.name(), "EXPIRED");
    };
  }

  /** True if the states told are some of those it really had, in their order. */
  boolean had(List<String> told) {
    int next = 0;
    for (String word : told) {
      while (next < states.size() && !words(states.get(next)).contains(word)) {
        next++;
      }
      if (next == states.size()) {
        return false;
      }
    }
    return true;
  }

  private Set<String> words(JobState state) {
    return state == JobState.GONE ? ends() : Set.of(state.name());
  }

  private JobState end() {
    return last(states);
  }

  private static JobState last(List<JobState> states) {
    return states.get(states.size() - 1);
  }
}
