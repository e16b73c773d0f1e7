package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.ledger.CommandEntry;
import io.runpod.kafka.connect.ledger.HandoverEntry;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerTail.Read;
import io.runpod.kafka.connect.ledger.LedgerTail.Span;
import io.runpod.kafka.connect.metrics.Metrics;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes up what the ledger says, each kind of entry by its own rule: {@link JobEntries}, {@link
 * CommandOutcomes}, {@link Succession}. At first it replays: records that took effect before only
 * rebuild what was in memory, jobs by {@link RebuiltJobs}. Owned by the task's thread.
 */
final class Adoption {
  private final Map<Integer, Taken> partitions = new HashMap<>();
  private final CommandOutcomes commands;
  private final JobEntries jobs;
  private final RebuiltJobs rebuilt;

  /** What there is of each partition. */
  private record Taken(LedgerPartition partition, Replay replay, Succession readers) {}

  /**
   * @param streamed the endpoints whose jobs are followed, and whether their streams are read
   * @param exactlyOnce what was published is in the stored offset, and nothing else
   */
  Adoption(
      Iterable<LedgerPartition> partitions,
      Map<EndpointId, Boolean> streamed,
      boolean exactlyOnce,
      JobLife life) {
    FollowedEndpoints endpoints = new FollowedEndpoints(streamed);
    this.commands = new CommandOutcomes(endpoints.ids(), life);
    this.jobs = new JobEntries(endpoints, life, commands);
    this.rebuilt = new RebuiltJobs(endpoints, life, commands);
    partitions.forEach(
        p ->
            this.partitions.put(
                p.number(),
                new Taken(
                    p, new Replay(p), new Succession(p, endpoints.ids(), exactlyOnce, life))));
  }

  void show(Metrics metrics) {
    jobs.show(metrics);
  }

  /** The ledger is being read from here to there; behind the end is what is new. */
  void began(Map<Integer, Span> spans) {
    spans.forEach((number, span) -> partitions.get(number).replay().began(span));
  }

  /** The ledger may have grown unseen: it is to be read up to where it ends now. */
  void endsUnknown() {
    partitions.values().forEach(taken -> taken.replay().endUnknown());
  }

  /** Where that is. */
  void ends(Map<Integer, Long> ends) {
    ends.forEach((number, end) -> partitions.get(number).replay().ends(end));
  }

  /** True once everything has been read that was in the ledger when its ends were asked. */
  boolean replayed() {
    return partitions.values().stream().allMatch(taken -> taken.replay().over());
  }

  Effect read(Read read, Instant now) {
    Taken from = partitions.get(read.partition());
    from.replay().read(read);
    Effect effect = read.entry().map(entry -> apply(entry, read, from, now)).orElse(Effect.NONE);
    from.partition().progress().passed(read.offset(), read.leaderEpoch());
    return effect;
  }

  private Effect apply(LedgerEntry entry, Read read, Taken from, Instant now) {
    LedgerPartition partition = from.partition();
    boolean known =
        endpoint(entry)
            .map(id -> partition.remembered().tookEffect(read.offset(), id))
            .orElseGet(() -> partition.remembered().tookEffect(read.offset()));
    if (entry instanceof LedgerEntry.Submitted submitted) {
      return known
          ? rebuilt.rebuild(submitted, read, partition, now)
          : jobs.adopt(submitted, read, partition, now);
    } else if (entry instanceof LedgerEntry.Finished finished) {
      return known
          ? rebuilt.rebuild(finished, read, partition, now)
          : jobs.adopt(finished, read, partition, now);
    } else if (entry instanceof LedgerEntry.Carried carried) {
      return known
          ? rebuilt.rebuild(carried, read, partition, now)
          : jobs.carry(carried, read.offset(), partition);
    } else if (entry instanceof LedgerEntry.Nudge nudge) {
      return jobs.nudged(nudge.job(), partition, known, now);
    } else if (entry instanceof CommandEntry command) {
      return commands.apply(command, partition, known, now);
    } else if (entry instanceof HandoverEntry.ReaderTook took) {
      from.readers().took(took, known);
    } else if (entry instanceof HandoverEntry.ReaderLeft left) {
      from.readers().left(left, known);
    } else if (entry instanceof HandoverEntry.ReaderHandedOver over && !known) {
      return from.readers().handedOver(over, now);
    }
    // the other kinds concern sinks only
    return Effect.NONE;
  }

  private static Optional<EndpointId> endpoint(LedgerEntry entry) {
    if (entry instanceof LedgerEntry.Submitted submitted) {
      return Optional.of(submitted.endpoint());
    } else if (entry instanceof LedgerEntry.Finished finished) {
      return Optional.of(finished.submitted().endpoint());
    } else if (entry instanceof LedgerEntry.Carried carried) {
      return Optional.of(carried.submitted().endpoint());
    } else if (entry instanceof CommandEntry command) {
      return Optional.of(command.endpoint());
    }
    return Optional.empty();
  }

  /**
   * Ends the replay.
   *
   * @return the jobs to poll
   */
  List<Job> finish() {
    partitions.values().forEach(taken -> taken.partition().progress().reachedEnd());
    partitions.values().forEach(taken -> taken.readers().succeed());
    return partitions.values().stream()
        .flatMap(taken -> taken.partition().jobs().stream())
        .toList();
  }
}
