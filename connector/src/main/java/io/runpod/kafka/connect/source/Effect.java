package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.ledger.CommandEntry;
import java.util.List;
import java.util.Optional;

/**
 * What a ledger record leads to.
 *
 * @param next what to do about the jobs
 * @param purged a purge to tell of
 */
record Effect(
    List<JobEvent> events, List<Job> jobs, Next next, Optional<CommandEntry.Purged> purged) {
  static final Effect NONE = new Effect(List.of(), List.of(), Next.WATCH, Optional.empty());

  /** What to do about the jobs of an effect. */
  enum Next {
    /** Ask about them from now on. */
    WATCH,
    /** The same, but not before what there is to tell of them is published. */
    WATCH_TOLD,
    /** Ask about them from now on, and at first now, before all others. */
    NUDGE,
    /** Ask soon. */
    SOON,
    /** Do not ask until the outcome of a retry is known. */
    HOLD,
    /** That outcome is known. */
    RELEASE
  }

  static Effect of(Next next, Optional<Job> job) {
    return new Effect(List.of(), job.stream().toList(), next, Optional.empty());
  }

  static Effect tell(List<JobEvent> events) {
    return new Effect(events, List.of(), Next.WATCH, Optional.empty());
  }
}
