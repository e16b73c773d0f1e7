package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.EndpointSettings;
import io.runpod.kafka.connect.api.Endpoints;
import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerTail.Read;
import io.runpod.kafka.connect.ledger.LedgerTail.Span;
import io.runpod.kafka.connect.metrics.Metrics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up what the ledger says. At first it replays: records that took effect before only rebuild
 * what was in memory, and the records readers left for each other tell whether the reader before
 * this one went in order. Owned by the task's thread.
 */
final class Adoption {
  private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);

  private final Map<Integer, Replay> replays = new HashMap<>();
  private final Map<EndpointId, Boolean> streamed;
  private final boolean exactlyOnce;
  private final JobLife life;
  private final CommandOutcomes commands;
  private final EarlyNudges earlyNudges = new EarlyNudges();

  /** How far one partition is replayed, and who read its streams last. */
  private static final class Replay {
    final LedgerPartition partition;
    long position = -1;
    long end = Long.MAX_VALUE;
    long lastReader;
    boolean lastReaderLeft;

    /** The replay is over. */
    boolean finished;

    /** This reader's own mark was read back: what others wrote behind it comes too late. */
    boolean taken;

    List<JobId> cutReads = List.of();

    Replay(LedgerPartition partition) {
      this.partition = partition;
      this.lastReader = partition.epoch();
    }

    boolean over() {
      return position >= end;
    }

    void took(long epoch) {
      boolean own = finished && epoch == partition.epoch();
      if (taken && !own) {
        throw new ConnectException(
            "another task reads the streams of ledger partition "
                + partition.number()
                + " now: this one was away for so long that it was missed");
      }
      taken |= own;
      lastReader = epoch;
      lastReaderLeft = false;
    }
  }

  /**
   * @param streamed the endpoints whose jobs are followed, and whether their streams are read
   * @param exactlyOnce what was published is in the stored offset, and nothing else
   */
  Adoption(
      Iterable<LedgerPartition> partitions,
      Map<EndpointId, Boolean> streamed,
      boolean exactlyOnce,
      JobLife life) {
    partitions.forEach(p -> replays.put(p.number(), new Replay(p)));
    this.streamed = Map.copyOf(streamed);
    this.exactlyOnce = exactlyOnce;
    this.life = life;
    this.commands = new CommandOutcomes(this.streamed.keySet(), life);
  }

  void show(Metrics metrics) {
    earlyNudges.show(metrics);
  }

  /** The ledger is being read from here to there; behind the end is what is new. */
  void began(Map<Integer, Span> spans) {
    spans.forEach(
        (number, span) -> {
          Replay replay = replays.get(number);
          replay.position = span.start();
          replay.end = span.end();
          long wanted = replay.partition.neededFrom();
          if (span.start() > wanted && wanted > 0) {
            LOG.warn(
                "ledger records from offset={} to {} of partition={} are gone by retention;"
                    + " jobs in them are lost to this connector",
                wanted,
                span.start(),
                number);
          }
        });
  }

  /** The ledger may have grown unseen: it is to be read up to where it ends now. */
  void endsUnknown() {
    replays.values().forEach(replay -> replay.end = Long.MAX_VALUE);
  }

  /** Where that is. */
  void ends(Map<Integer, Long> ends) {
    ends.forEach((number, end) -> replays.get(number).end = end);
  }

  /** True once everything has been read that was in the ledger when its ends were asked. */
  boolean replayed() {
    return replays.values().stream().allMatch(Replay::over);
  }

  Effect read(Read read, Instant now) {
    Replay replay = replays.get(read.partition());
    LedgerPartition partition = replay.partition;
    boolean known = partition.tookEffect(read.offset());
    Effect effect =
        read.entry().map(entry -> apply(entry, read, replay, known, now)).orElse(Effect.NONE);
    partition.passed(read.offset());
    replay.position = read.offset() + 1;
    return effect;
  }

  private Effect apply(LedgerEntry entry, Read read, Replay replay, boolean known, Instant now) {
    LedgerPartition partition = replay.partition;
    if (entry instanceof LedgerEntry.Submitted submitted) {
      return known
          ? rebuild(submitted, read, partition, now)
          : adopt(submitted, read, partition, now);
    } else if (entry instanceof LedgerEntry.Finished finished) {
      return known
          ? rebuild(finished, read, partition, now)
          : adopt(finished, read, partition, now);
    } else if (entry instanceof LedgerEntry.Carried carried) {
      return known
          ? rebuild(carried, read, partition, now)
          : carry(carried, read.offset(), partition);
    } else if (entry instanceof LedgerEntry.Nudge nudge) {
      return nudged(nudge.job(), partition, known, now);
    } else if (entry instanceof LedgerEntry.OfCommand command) {
      return commands.apply(command, partition, known, now);
    } else if (entry instanceof LedgerEntry.ReaderTook took) {
      replay.took(took.epoch());
    } else if (entry instanceof LedgerEntry.ReaderLeft left) {
      if (left.epoch() == replay.lastReader) {
        replay.lastReaderLeft = true;
        replay.cutReads = left.cutReads();
      } else if (replay.taken) {
        left.cutReads().forEach(id -> takenBySomebodyElse(id, partition));
      }
    } else if (entry instanceof LedgerEntry.ReaderHandedOver over && !known) {
      if (replay.taken) {
        takenBySomebodyElse(over.job(), partition);
        return Effect.NONE;
      }
      return partition.job(over.job()).map(job -> takeOver(job, over, now)).orElse(Effect.NONE);
    }
    // the other kinds concern sinks only
    return Effect.NONE;
  }

  /**
   * A reader that was missed and came back took chunks from a stream that this one reads: where
   * they belong among those told since is not known.
   */
  private void takenBySomebodyElse(JobId id, LedgerPartition partition) {
    partition
        .job(id)
        .filter(job -> job.phase() != Job.Phase.ENDED)
        .ifPresent(job -> streamLost(job, partition));
  }

  private Effect rebuild(
      LedgerEntry.Submitted submitted, Read read, LedgerPartition partition, Instant now) {
    restore(submitted, read, partition, now).ifPresent(commands::mayHavePurged);
    return Effect.NONE;
  }

  /** Nothing for a job that was over. */
  private Optional<Job> restore(
      LedgerEntry.Submitted submitted, Read read, LedgerPartition partition, Instant now) {
    Optional<Cursor> cursor = partition.cursorAt(read.offset());
    if (cursor.isPresent() && !streamed.containsKey(submitted.endpoint())) {
      throw new ConnectException(
          EndpointSettings.ENDPOINT_ID
              + ": this connector still follows jobs of endpoint "
              + submitted.endpoint()
              + "; name it in "
              + Endpoints.LIST
              + ", or give the source of another endpoint another connector name");
    }
    Optional<Job> job = cursor.map(told -> job(submitted, read, told));
    job.ifPresentOrElse(
        restored -> partition.add(restored, now), () -> partition.live().ended(submitted.job()));
    return job;
  }

  /** If the copy took the place of the entry, that is in the stored offset. */
  private Effect rebuild(
      LedgerEntry.Carried carried, Read read, LedgerPartition partition, Instant now) {
    partition
        .cursorAt(read.offset())
        .ifPresent(
            told ->
                partition.live().addCopy(job(carried.submitted(), read, told), carried.at(), now));
    return Effect.NONE;
  }

  /** A copy of an entry that is not the job's any more says nothing new. */
  private Effect carry(LedgerEntry.Carried carried, long offset, LedgerPartition partition) {
    partition
        .job(carried.submitted().job())
        .filter(job -> partition.live().offsetOf(job) == carried.from())
        .filter(Carriage::mayBeCarried)
        .ifPresent(job -> partition.live().carried(job, offset, carried.at()));
    return Effect.NONE;
  }

  private Effect adopt(
      LedgerEntry.Submitted submitted, Read read, LedgerPartition partition, Instant now) {
    return take(submitted, read, partition, now)
        .map(job -> effect(life.adopted(job, now), job, first(job, now)))
        .orElse(Effect.NONE);
  }

  private Effect.Next first(Job job, Instant now) {
    boolean purged = commands.mayHavePurged(job);
    if (earlyNudges.take(job.id(), now)) {
      return Effect.Next.NUDGE;
    }
    return purged ? Effect.Next.SOON : Effect.Next.WATCH;
  }

  private Effect adopt(
      LedgerEntry.Finished finished, Read read, LedgerPartition partition, Instant now) {
    Optional<JobAnswer> last = KeptStatus.of(finished.status());
    return take(finished.submitted(), read, partition, now)
        .map(job -> atItsEnd(job, last, now))
        .orElse(Effect.NONE);
  }

  private Effect atItsEnd(Job job, Optional<JobAnswer> last, Instant now) {
    // its webhook has mostly overtaken it, and there is nothing more to nudge
    earlyNudges.take(job.id(), now);
    return last.isPresent()
        ? effect(life.adoptedAtItsEnd(job, last.get(), now), job, Effect.Next.WATCH_TOLD)
        : effect(life.adopted(job, now), job, Effect.Next.NUDGE);
  }

  /** Nothing for another connector's job, or a second copy of one of ours. */
  private Optional<Job> take(
      LedgerEntry.Submitted submitted, Read read, LedgerPartition partition, Instant now) {
    if (!streamed.containsKey(submitted.endpoint()) || partition.knows(submitted.job())) {
      return Optional.empty();
    }
    Job job = job(submitted, read, Cursor.QUEUED);
    partition.add(job, now);
    return Optional.of(job);
  }

  private static Effect effect(List<JobEvent> events, Job job, Effect.Next next) {
    return new Effect(events, List.of(job), next, Optional.empty());
  }

  /** Its end was told, but for what its stream still held: its result may be in here alone. */
  private Effect rebuild(
      LedgerEntry.Finished finished, Read read, LedgerPartition partition, Instant now) {
    restore(finished.submitted(), read, partition, now)
        .ifPresent(
            job -> KeptStatus.of(finished.status()).ifPresent(last -> life.remember(job, last)));
    return Effect.NONE;
  }

  private Effect nudged(JobId id, LedgerPartition partition, boolean known, Instant now) {
    if (!known && !partition.knows(id)) {
      earlyNudges.keep(id, now);
    }
    return Effect.of(Effect.Next.NUDGE, partition.job(id));
  }

  private Effect takeOver(Job job, LedgerEntry.ReaderHandedOver over, Instant now) {
    JobLife.Handover handover =
        new JobLife.Handover(
            over.epoch(),
            over.attempt(),
            over.sequence(),
            over.gapBefore(),
            over.retries(),
            over.chunks());
    return new Effect(
        life.handedOver(job, handover, now), List.of(), Effect.Next.WATCH, Optional.empty());
  }

  private Job job(LedgerEntry.Submitted submitted, Read read, Cursor cursor) {
    return new Job(
        submitted.job(),
        submitted.endpoint(),
        submitted.request(),
        submitted.headers(),
        submitted.terms(),
        submitted.submittedAt(),
        read.partition(),
        read.offset(),
        cursor,
        submitted.terms().streamed().orElse(streamed.get(submitted.endpoint())));
  }

  /**
   * Ends the replay. Where the reader before this one did not go in order, it may have taken chunks
   * that nobody will see: the next chunk of each job that had left the queue says so.
   *
   * @return the jobs to poll
   */
  List<Job> finish() {
    List<Job> jobs = new ArrayList<>();
    for (Replay replay : replays.values()) {
      List<Job> alive = replay.partition.jobs();
      if (replay.lastReader != 0 && !replay.lastReaderLeft) {
        alive.stream()
            .filter(job -> mayHaveBeenRead(job, replay.partition))
            .forEach(job -> streamLost(job, replay.partition));
        LOG.info(
            "reader epoch={} of ledger partition={} did not hand over",
            replay.lastReader,
            replay.partition.number());
      } else {
        replay.cutReads.stream()
            .map(replay.partition::job)
            .flatMap(Optional::stream)
            .forEach(job -> streamLost(job, replay.partition));
      }
      replay.partition.epoch(0);
      replay.finished = true;
      jobs.addAll(alive);
    }
    return jobs;
  }

  private void streamLost(Job job, LedgerPartition partition) {
    life.streamLost(job);
    partition.live().changed(job);
  }

  /**
   * Under exactly-once a job's stream is read only after the stored offset says that it started.
   * Without, that offset may lag behind by a minute, and any job may have been read. A stream that
   * was read to its end has nothing to lose.
   */
  private boolean mayHaveBeenRead(Job job, LedgerPartition partition) {
    if (job.phase() == Job.Phase.WITHHELD || job.phase() == Job.Phase.FINISHING) {
      return false;
    }
    return !exactlyOnce
        || (job.phase() != Job.Phase.QUEUED && partition.tookEffect(job.ledgerOffset()));
  }
}
