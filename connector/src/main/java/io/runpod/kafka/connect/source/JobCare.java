package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Care;
import io.runpod.kafka.connect.job.Deadlines;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.source.Effect.Next;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks after jobs that have deadlines of their own. A job behind its deadline is asked about, and
 * the answer decides; a result kept back for a retry that does not come is told. Owned by the
 * task's thread.
 */
final class JobCare {
  private static final Duration AGAIN = Duration.ofSeconds(10);
  private static final int MOST_AT_ONCE = 200;

  private final JobLife life;
  private final Duration timeout;
  private final Runnable requireCommandsTopic;
  private final Deadlines deadlines = new Deadlines();
  private boolean commandsTopicSeen;

  /**
   * @param timeout how long a result is kept back for a retry
   * @param requireCommandsTopic fails if the commands topic is missing and nobody makes it
   */
  JobCare(JobLife life, Duration timeout, Runnable requireCommandsTopic) {
    this.life = life;
    this.timeout = timeout;
    this.requireCommandsTopic = requireCommandsTopic;
  }

  /** A job is new here, or something about it has changed. */
  void watch(Job job) {
    if (!commandsTopicSeen && Care.mayCommand(job.terms())) {
      requireCommandsTopic.run();
      commandsTopicSeen = true;
    }
    Optional<Instant> due = Care.due(job, timeout);
    if (due.isPresent()) {
      deadlines.set(job, due.get());
    } else {
      deadlines.clear(job);
    }
  }

  /** What is to be done about jobs whose time has come. */
  List<Effect> due(Instant now) {
    List<Effect> effects = new ArrayList<>();
    for (Job job : deadlines.take(now, MOST_AT_ONCE)) {
      if (job.phase() == Job.Phase.WITHHELD) {
        effects.add(
            new Effect(life.retryInVain(job, now), List.of(job), Next.WATCH, Optional.empty()));
      } else if (Care.due(job, timeout).isPresent()) {
        deadlines.set(job, now.plus(AGAIN));
        effects.add(Effect.of(Next.NUDGE, Optional.of(job)));
      }
    }
    return effects;
  }
}
