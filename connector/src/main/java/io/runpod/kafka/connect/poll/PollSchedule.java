package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.flow.TokenBucket;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.Job.Phase;
import io.runpod.kafka.connect.job.JobId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Decides which job to ask RunPod about next. Owned by the source task's thread; time is the
 * caller's, in ns of one monotonic clock.
 *
 * <p>RunPod's queue is first in, first out: a job deep in it cannot have moved while those ahead
 * have not. So the <em>frontier</em>, the first queued jobs, is watched closely and the rest is
 * swept now and then (low-priority jobs and cancels break the order). Running jobs are asked with
 * long polls, which answer when something happens; when too many run for that, in turn. A job has
 * at most one question open, and none while what was learnt of it is unpublished.
 */
public final class PollSchedule {
  /** Puts a nudged job before all that are merely due, in ns. */
  private static final long URGENT = Duration.ofHours(1).toNanos();

  /** Asked about at once when one before them has moved; each that has too makes it more. */
  private static final int MOVE_TOGETHER = 2;

  private static final Comparator<Entry> QUEUE_ORDER =
      Comparator.comparingLong((Entry e) -> e.submittedAt)
          .thenComparingInt(e -> e.job.ledgerPartition())
          .thenComparingLong(e -> e.job.ledgerOffset());

  private final PollLimits limits;
  private final TokenBucket budget;
  private final Map<JobId, Entry> entries = new HashMap<>();
  private final Frontier<Entry> queue;
  private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::at));
  private int inFlight;
  private int longPolls;
  private int running;

  private enum State {
    /** In the heap, to be asked about when its time comes. */
    DUE,
    /** A question is open. */
    OPEN,
    /** What was learnt is not published yet. */
    UNPUBLISHED
  }

  private static final class Entry {
    final Job job;
    final long submittedAt;
    Phase phase = Phase.ENDED;
    State state = State.DUE;
    boolean longPoll;
    boolean nudged;
    boolean statusRead;
    long statusAt;
    long askedAt;

    /** Names the one {@link Due} that counts; older ones in the heap are void. */
    long stamp;

    Entry(Job job) {
      this.job = job;
      this.submittedAt = job.submittedAt().toEpochMilli();
    }
  }

  private record Due(long at, Entry entry, long stamp) {}

  public PollSchedule(PollLimits limits, TokenBucket budget) {
    this.limits = limits;
    this.budget = budget;
    this.queue = new Frontier<>(limits.frontier(), QUEUE_ORDER);
  }

  /** A job to watch from now on. */
  public void add(Job job, long now) {
    Entry entry = new Entry(job);
    if (entries.putIfAbsent(job.id(), entry) == null) {
      place(entry, now);
    }
  }

  /**
   * The job's question was answered, and the job knows it: nothing more is asked about it until the
   * answer is published. The jobs behind it in the queue are asked about without waiting for that.
   */
  public void answered(Job job, long now) {
    Entry entry = entries.get(job.id());
    if (entry != null && entry.state == State.OPEN) {
      inFlight--;
      if (entry.longPoll) {
        longPolls--;
      }
      entry.state = State.UNPUBLISHED;
      rank(entry, now);
    }
  }

  /** There is something to publish of a job without a question having been asked. */
  public void unpublished(Job job) {
    Entry entry = entries.get(job.id());
    if (entry != null && entry.state == State.DUE) {
      entry.state = State.UNPUBLISHED;
      entry.stamp++;
    }
  }

  /** What was learnt of the job is published: it may be asked about again. */
  public void published(Job job, long now) {
    Entry entry = entries.get(job.id());
    if (entry != null && entry.state != State.OPEN) {
      place(entry, now);
    }
  }

  /**
   * The answer said nothing new. An answer that RunPod did not hold, though it was asked to, must
   * not be asked for again at once.
   */
  public void unchanged(Job job, long now) {
    Entry entry = entries.get(job.id());
    if (entry != null && entry.state != State.OPEN) {
      place(entry, now);
      if (entry.phase != Phase.QUEUED && entry.phase != Phase.ENDED && !entry.nudged) {
        schedule(entry, Math.max(now, entry.askedAt + limits.frontierInterval().toNanos()));
      }
    }
  }

  /** The job's question failed, or came to nothing: ask again after {@code delay}. */
  public void postponed(Job job, Duration delay, long now) {
    Entry entry = entries.get(job.id());
    if (entry != null && entry.state != State.OPEN) {
      rank(entry, now);
      schedule(entry, now + delay.toNanos());
    }
  }

  /** Ask about the job before everything else. */
  public void nudge(Job job, long now) {
    Entry entry = entries.get(job.id());
    if (entry != null && entry.phase != Phase.ENDED) {
      entry.nudged = true;
      if (entry.state == State.DUE) {
        schedule(entry, now - URGENT);
      }
    }
  }

  /** The next question to ask, counted as asked; nothing if none is due or allowed now. */
  public Optional<Poll> next(long now) {
    while (!due.isEmpty() && inFlight < limits.inFlight()) {
      Due head = due.peek();
      if (head.stamp != head.entry.stamp) {
        due.poll();
        continue;
      }
      if (head.at - now > 0 || !budget.tryTake(now)) {
        return Optional.empty();
      }
      due.poll();
      return Optional.of(ask(head.entry, now));
    }
    return Optional.empty();
  }

  /** Nanoseconds until {@link #next} may have something, if nothing else happens. */
  public long nanosToNext(long now) {
    while (!due.isEmpty() && due.peek().stamp != due.peek().entry.stamp) {
      due.poll();
    }
    if (due.isEmpty() || inFlight >= limits.inFlight()) {
      return Long.MAX_VALUE;
    }
    return Math.max(Math.max(0, due.peek().at - now), budget.nanosToNext(now));
  }

  public int inFlight() {
    return inFlight;
  }

  public int live() {
    return entries.size();
  }

  private Poll ask(Entry entry, long now) {
    Poll poll = question(entry, now);
    entry.state = State.OPEN;
    entry.nudged = false;
    entry.askedAt = now;
    entry.longPoll = !poll.hold().isZero();
    inFlight++;
    if (entry.longPoll) {
      longPolls++;
    }
    if (poll.kind() != Poll.Kind.STREAM) {
      entry.statusRead = true;
      entry.statusAt = now;
    }
    return poll;
  }

  private Poll question(Entry entry, long now) {
    Job job = entry.job;
    boolean slot = longPolls < limits.longPolls();
    return switch (entry.phase) {
      case QUEUED, FINISHING -> new Poll(job, Poll.Kind.STATUS, Duration.ZERO);
      case DRAINING -> new Poll(job, Poll.Kind.STREAM, limits.streamHold());
      case RUNNING -> {
        if (!job.streamed()) {
          yield slot && !entry.nudged
              ? new Poll(job, Poll.Kind.STATUS_SYNC, limits.statusHold())
              : new Poll(job, Poll.Kind.STATUS, Duration.ZERO);
        }
        boolean refresh =
            !entry.statusRead || now - entry.statusAt >= limits.refreshInterval().toNanos();
        yield entry.nudged || refresh || !slot
            ? new Poll(job, Poll.Kind.STATUS, Duration.ZERO)
            : new Poll(job, Poll.Kind.STREAM, limits.streamHold());
      }
      case ENDED -> throw new IllegalStateException(job + " has ended");
    };
  }

  private void place(Entry entry, long now) {
    rank(entry, now);
    switch (entry.phase) {
      case QUEUED -> schedule(entry, now + interval(entry));
      case RUNNING -> schedule(entry, now + spacing());
      case DRAINING, FINISHING -> schedule(entry, now);
      case ENDED -> entries.remove(entry.job.id());
    }
    if (entry.nudged && entry.phase != Phase.ENDED) {
      schedule(entry, now - URGENT);
    }
  }

  /** Between two questions about a queued job. */
  private long interval(Entry entry) {
    if (!queue.contains(entry)) {
      return limits.sweepInterval().toNanos();
    }
    return entry == queue.head().orElse(null)
        ? limits.headInterval().toNanos()
        : limits.frontierInterval().toNanos();
  }

  /** Between two questions about a running job: none with a long poll, a fair turn without. */
  private long spacing() {
    if (running <= limits.longPolls()) {
      return 0;
    }
    return (long) (running / budget.rate() * 1e9);
  }

  /** Puts the entry where its job's phase belongs and moves the frontier up behind it. */
  private void rank(Entry entry, long now) {
    Phase phase = entry.job.phase();
    if (phase == entry.phase) {
      return;
    }
    if (entry.phase == Phase.QUEUED) {
      leaveQueue(entry, now);
    } else if (entry.phase == Phase.RUNNING) {
      running--;
    }
    entry.phase = phase;
    if (phase == Phase.QUEUED) {
      queue.add(entry);
    } else if (phase == Phase.RUNNING) {
      running++;
    } else if (phase == Phase.ENDED) {
      entry.stamp++;
    }
  }

  /** If a job of the frontier has moved, those behind it may have too. */
  private void leaveQueue(Entry entry, long now) {
    boolean watched = queue.contains(entry);
    for (Entry moved : queue.remove(entry)) {
      if (moved.state == State.DUE) {
        schedule(moved, now + limits.frontierInterval().toNanos());
      }
    }
    if (watched) {
      for (Entry next : queue.first(MOVE_TOGETHER)) {
        if (next.state == State.DUE) {
          schedule(next, now);
        }
      }
    }
  }

  private void schedule(Entry entry, long at) {
    entry.state = State.DUE;
    entry.stamp++;
    due.add(new Due(at, entry, entry.stamp));
  }
}
