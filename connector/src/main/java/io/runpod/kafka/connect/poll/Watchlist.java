package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.Job.Phase;
import io.runpod.kafka.connect.job.JobId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The jobs that are watched: which are queued, in which order, and how many run. */
final class Watchlist {
  private static final Comparator<Watched> QUEUE_ORDER =
      Comparator.comparingLong((Watched e) -> e.submittedAt)
          .thenComparingInt(e -> e.job.ledgerPartition())
          .thenComparingLong(e -> e.job.ledgerOffset());

  private final Map<JobId, Watched> watched = new HashMap<>();
  private final Frontier<Watched> queue;
  private int running;
  private int syncJobs;

  /**
   * @param frontier how many of the first queued jobs are watched closely
   */
  Watchlist(int frontier) {
    this.queue = new Frontier<>(frontier, QUEUE_ORDER);
  }

  /**
   * @return false if the job is watched already
   */
  boolean add(Watched entry) {
    boolean isNew = watched.putIfAbsent(entry.job.id(), entry) == null;
    syncJobs += isNew && entry.sync ? 1 : 0;
    return isNew;
  }

  void remove(Watched entry) {
    if (watched.remove(entry.job.id(), entry)) {
      syncJobs -= entry.sync ? 1 : 0;
    }
  }

  Optional<Watched> of(Job job) {
    return Optional.ofNullable(watched.get(job.id()));
  }

  /**
   * Puts the entry where its job's phase belongs.
   *
   * @return the jobs that moved up into the frontier in its place
   */
  List<Watched> rank(Watched entry) {
    Phase before = entry.phase;
    entry.phase = entry.job.phase();
    running += count(entry.phase) - count(before);
    boolean queued = entry.phase == Phase.QUEUED && !entry.missing;
    if (queued == entry.queued) {
      return List.of();
    }
    entry.queued = queued;
    if (queued) {
      queue.add(entry);
      return List.of();
    }
    return queue.remove(entry);
  }

  private static int count(Phase phase) {
    return phase == Phase.RUNNING ? 1 : 0;
  }

  /** The job that has been in RunPod's queue the longest, as far as is known. */
  Optional<Watched> head() {
    return queue.head();
  }

  boolean inFrontier(Watched entry) {
    return queue.contains(entry);
  }

  /** The first queued jobs, in order. */
  Stream<Watched> frontier() {
    return queue.stream();
  }

  int size() {
    return watched.size();
  }

  int queued() {
    return queue.size();
  }

  int running() {
    return running;
  }

  /** Jobs of {@code /runsync}, in whatever phase. */
  int syncJobs() {
    return syncJobs;
  }
}
