package io.runpod.kafka.simulator.job;

import static io.runpod.kafka.simulator.JobState.CANCELLED;
import static io.runpod.kafka.simulator.JobState.COMPLETED;
import static io.runpod.kafka.simulator.JobState.FAILED;
import static io.runpod.kafka.simulator.JobState.GONE;
import static io.runpod.kafka.simulator.JobState.IN_PROGRESS;
import static io.runpod.kafka.simulator.JobState.IN_QUEUE;
import static io.runpod.kafka.simulator.JobState.TIMED_OUT;

import io.runpod.kafka.simulator.JobState;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The transition table of a job: what may happen in which state, and where it leads. Immutable.
 *
 * <pre>
 *            DISPATCH                  FINISH
 *  IN_QUEUE ---------&gt; IN_PROGRESS ------------&gt; COMPLETED
 *    |  ^                 |  |  |       FAIL, GIVE_UP
 *    |  +-----------------+  |  +--------------&gt; FAILED --------+
 *    |        LOSE           |          TIME_OUT                | RETRY: IN_QUEUE again
 *    |                       +-----------------&gt; TIMED_OUT -----+
 *    +-- CANCEL -------------+-- CANCEL -------&gt; CANCELLED
 *  any -- EXPIRE --&gt; GONE        IN_QUEUE -- PURGE --&gt; GONE
 * </pre>
 */
final class LifeOfAJob {

  /** What can happen to a job. */
  enum Action {
    /** A worker takes it. */
    DISPATCH,
    /** The worker returned a result. */
    FINISH,
    /** The handler failed. */
    FAIL,
    /** The worker is silent or over its time, and the platform tries once more. */
    LOSE,
    /** The same, once too often. */
    GIVE_UP,
    /** In place of {@link #LOSE} where the endpoint is set to say {@code TIMED_OUT}. */
    TIME_OUT,
    CANCEL,
    RETRY,
    PURGE,
    /** ttl or retention has run out. */
    EXPIRE
  }

  private static final Map<JobState, Map<Action, JobState>> TABLE = new EnumMap<>(JobState.class);

  static {
    when(IN_QUEUE, Action.DISPATCH, IN_PROGRESS);
    when(IN_QUEUE, Action.CANCEL, CANCELLED);
    when(IN_QUEUE, Action.PURGE, GONE);
    when(IN_QUEUE, Action.EXPIRE, GONE);

    when(IN_PROGRESS, Action.FINISH, COMPLETED);
    when(IN_PROGRESS, Action.FAIL, FAILED);
    when(IN_PROGRESS, Action.LOSE, IN_QUEUE);
    when(IN_PROGRESS, Action.GIVE_UP, FAILED);
    when(IN_PROGRESS, Action.TIME_OUT, TIMED_OUT);
    when(IN_PROGRESS, Action.CANCEL, CANCELLED);
    when(IN_PROGRESS, Action.EXPIRE, GONE);

    when(FAILED, Action.RETRY, IN_QUEUE);
    when(TIMED_OUT, Action.RETRY, IN_QUEUE);

    when(COMPLETED, Action.EXPIRE, GONE);
    when(FAILED, Action.EXPIRE, GONE);
    when(TIMED_OUT, Action.EXPIRE, GONE);
    when(CANCELLED, Action.EXPIRE, GONE);
  }

  private LifeOfAJob() {}

  /** The state {@code action} leads to from {@code state}; empty where it is not allowed. */
  static Optional<JobState> next(JobState state, Action action) {
    return Optional.ofNullable(TABLE.getOrDefault(state, Map.of()).get(action));
  }

  private static void when(JobState from, Action action, JobState to) {
    TABLE.computeIfAbsent(from, state -> new EnumMap<>(Action.class)).put(action, to);
  }
}
