package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.Job.Phase;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobStatus;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The jobs that are watched: which are queued, in which order, and how many run.
 *
 * <p>The order is that of submission, but jobs that RunPod keeps waiting while others go by, or
 * that may have been taken out of the queue, stand aside: behind all others.
 */
final class Watchlist {
  private static final Comparator<Watched> SUBMITTED =
      Comparator.comparingLong((Watched e) -> e.submittedAt)
          .thenComparingInt(e -> e.job.ledgerPartition())
          .thenComparingLong(e -> e.job.ledgerOffset());

  private static final Comparator<Watched> QUEUE_ORDER =
      Comparator.comparing((Watched e) -> e.aside).thenComparing(SUBMITTED);

  private final Map<JobId, Watched> watched = new HashMap<>();
  private final Frontier<Watched> queue;
  private final Overtaking overtaking = new Overtaking(SUBMITTED);
  private final RunTimes runTimes = new RunTimes();
  private int running;
  private int slow;
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
  List<Watched> rank(Watched entry, long now) {
    Phase before = entry.phase;
    entry.phase = entry.job.phase();
    if (before != entry.phase) {
      moved(entry, before, now);
    }
    boolean queued = entry.phase == Phase.QUEUED && !entry.missing;
    if (queued == entry.queued) {
      return List.of();
    }
    entry.queued = queued;
    if (!queued) {
      return queue.remove(entry);
    }
    entry.aside = false;
    queue.add(entry);
    return List.of();
  }

  private void moved(Watched entry, Phase before, long now) {
    running += count(entry.phase) - count(before);
    slow(entry, false);
    entry.newsAt = now;
    if (before == Phase.QUEUED && hasStarted(entry.job)) {
      overtaking.left(entry);
    }
  }

  /** It did not leave the queue by being taken out of it. */
  private static boolean hasStarted(Job job) {
    JobStatus status = job.cursor().status();
    return !status.terminal()
        || status.equals(JobStatus.COMPLETED)
        || status.equals(JobStatus.FAILED);
  }

  /** True if a job behind it in the queue has left it. */
  boolean passed(Watched entry) {
    return entry.queued && overtaking.of(entry);
  }

  /**
   * A job was still in the queue when it was asked about: it stands aside if jobs behind it are
   * not, and in its place otherwise.
   *
   * @return the jobs that moved up into the frontier in its place
   */
  List<Watched> stillQueued(Watched entry, long now) {
    return aside(entry, !entry.sync && entry.passed, now);
  }

  /**
   * A queued job may not be in the queue any more: it stands aside.
   *
   * @return the jobs that moved up into the frontier in its place
   */
  List<Watched> mayBeGone(Watched entry, long now) {
    return aside(entry, !entry.sync, now);
  }

  private List<Watched> aside(Watched entry, boolean aside, long now) {
    if (!entry.queued || entry.aside == aside) {
      return List.of();
    }
    List<Watched> movedUp = queue.remove(entry);
    entry.aside = aside;
    entry.asideAt = now;
    queue.add(entry);
    return movedUp;
  }

  /** So long a job took from its start to its end. */
  void ran(long nanos) {
    runTimes.add(nanos);
  }

  /** Looks whether a running job will hardly end soon, by how long others took. */
  void look(Watched entry, long now) {
    slow(entry, entry.phase == Phase.RUNNING && runTimes.unusual(now - entry.newsAt));
  }

  private void slow(Watched entry, boolean isSlow) {
    slow += (isSlow ? 1 : 0) - (entry.slow ? 1 : 0);
    entry.slow = isSlow;
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

  /** Those of the running jobs that may well end soon. */
  int lively() {
    return running - slow;
  }

  /** Jobs of {@code /runsync}, in whatever phase. */
  int syncJobs() {
    return syncJobs;
  }
}
