package io.runpod.kafka.simulator.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.simulator.JobState;
import io.runpod.kafka.simulator.job.LifeOfAJob.Action;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifeOfAJobTest {

  @Test
  void nothingHappensToAJobThatIsGone() {
    for (Action action : Action.values()) {
      assertThat(LifeOfAJob.next(JobState.GONE, action)).isEmpty();
    }
  }

  @Test
  void everyOtherStateEndsByExpiry() {
    for (JobState state : JobState.values()) {
      if (state != JobState.GONE) {
        assertThat(LifeOfAJob.next(state, Action.EXPIRE)).contains(JobState.GONE);
      }
    }
  }

  @Test
  void onlyFailedAndTimedOutJobsLiveAgain() {
    List<JobState> retried =
        Arrays.stream(JobState.values())
            .filter(state -> LifeOfAJob.next(state, Action.RETRY).isPresent())
            .toList();
    assertThat(retried).containsExactly(JobState.FAILED, JobState.TIMED_OUT);
  }

  @Test
  void onlyQueuedJobsArePurgedAndOnlyUnfinishedOnesCancelled() {
    assertThat(statesThatAllow(Action.PURGE)).containsExactly(JobState.IN_QUEUE);
    assertThat(statesThatAllow(Action.CANCEL))
        .containsExactly(JobState.IN_QUEUE, JobState.IN_PROGRESS);
  }

  private static List<JobState> statesThatAllow(Action action) {
    return Arrays.stream(JobState.values())
        .filter(state -> LifeOfAJob.next(state, action).isPresent())
        .toList();
  }
}
