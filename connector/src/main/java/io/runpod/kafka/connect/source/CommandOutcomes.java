package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.ledger.CommandEntry;
import io.runpod.kafka.connect.source.Effect.Next;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes up what became of cancels, retries and purges. Owned by the task's thread. */
final class CommandOutcomes {
  private final Set<EndpointId> endpoints;
  private final JobLife life;
  private final LastPurges purges = new LastPurges();

  CommandOutcomes(Set<EndpointId> endpoints, JobLife life) {
    this.endpoints = Set.copyOf(endpoints);
    this.life = life;
  }

  /**
   * @param known what there was to tell of it has been told before a restart
   */
  Effect apply(CommandEntry command, LedgerPartition partition, boolean known, Instant now) {
    if (!endpoints.contains(command.endpoint())) {
      return Effect.NONE;
    }
    if (command instanceof CommandEntry.Cancelled cancelled) {
      Optional<Job> job = partition.job(cancelled.job());
      job.ifPresent(Job::cancelled);
      return Effect.of(Next.NUDGE, job);
    } else if (command instanceof CommandEntry.Purged purged) {
      List<Job> queued =
          partition.jobs().stream()
              .filter(j -> j.phase() == Job.Phase.QUEUED && j.endpoint().equals(purged.endpoint()))
              .toList();
      queued.forEach(Job::purged);
      purges.add(partition.number(), purged);
      boolean tell = partition.number() == 0 && !known;
      return new Effect(
          List.of(), queued, Next.SOON, tell ? Optional.of(purged) : Optional.empty());
    } else if (command instanceof CommandEntry.Retrying retrying) {
      Optional<Job> job = partition.job(retrying.job());
      job.ifPresent(announced -> announced.retrying(true));
      return Effect.of(Next.HOLD, job);
    } else if (command instanceof CommandEntry.RetryRefused refused) {
      Optional<Job> job = partition.job(refused.job());
      job.ifPresent(again -> again.retrying(false));
      return job.map(again -> refused(again, known, now)).orElse(Effect.NONE);
    } else if (command instanceof CommandEntry.Retried retried) {
      Optional<Job> job = partition.job(retried.job());
      if (!known) {
        return job.map(again -> retry(again, retried, now)).orElse(Effect.NONE);
      }
      job.ifPresent(Job::forgetCommands);
    }
    return Effect.NONE;
  }

  /**
   * A job that comes into the ledger behind a purge may have been accepted before it.
   *
   * @return true if RunPod may have removed the job
   */
  boolean mayHavePurged(Job job) {
    boolean removed = purges.mayHaveRemoved(job);
    if (removed) {
      job.purged();
    }
    return removed;
  }

  private Effect refused(Job job, boolean known, Instant now) {
    if (known || job.phase() != Job.Phase.WITHHELD) {
      return Effect.of(Next.RELEASE, Optional.of(job));
    }
    return new Effect(life.retryInVain(job, now), List.of(job), Next.WATCH, Optional.empty());
  }

  private Effect retry(Job job, CommandEntry.Retried retried, Instant now) {
    boolean watched = !job.phase().quiet();
    List<JobEvent> events = life.retried(job, KeptStatus.of(retried.status()), now);
    return new Effect(events, List.of(job), watched ? Next.RELEASE : Next.WATCH, Optional.empty());
  }
}
