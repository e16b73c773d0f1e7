package io.runpod.kafka.connect.flow;

import io.runpod.kafka.connect.job.Health;
import java.time.Duration;

/**
 * Whether an endpoint may be given another job, by what its {@code /health} says: no more than
 * {@code maxQueued} shall wait in its queue, and none shall be sent where no worker could take it.
 *
 * <p>Between two readings the queue is taken to be as deep as the last one said, plus all that it
 * cannot have counted: what is on its way, and what was accepted after the reading was asked for.
 * Where several tasks submit, each has its share of the room that is left, rounded up. A reading at
 * the limit closes, one at half of it opens again.
 *
 * <pre>
 *                too deep, no workers
 *   UNREAD ──► OPEN ◄──────────────► FULL, UNSTAFFED
 *     │           half as deep, workers    │
 *     └──────────────► BLIND ◄─────────────┘  no reading, again and again
 * </pre>
 *
 * Owned by one thread; time is in ns of one monotonic clock.
 */
public final class Admission {
  /**
   * So many readings in a row may fail; then everything may go. That RunPod does not tell how it is
   * must not stop the jobs for ever.
   */
  public static final int PATIENCE = 6;

  private final long maxQueued;
  private final boolean requireWorkers;
  private final long interval;
  private final int tasks;

  private State state = State.UNREAD;
  private long nextQuestion;
  private boolean asking;
  private int failures;
  private long inQueue;
  private long onTheWay;
  private long acceptedSinceReading;
  private long acceptedSinceQuestion;

  /** Why jobs may go, or may not. */
  public enum State {
    /** No reading came yet. */
    UNREAD(false),
    OPEN(true),
    /** Too many jobs wait in the queue. */
    FULL(false),
    /** There is no worker that could take a job. */
    UNSTAFFED(false),
    /** It is not to be learnt how the endpoint is. */
    BLIND(true);

    private final boolean open;

    State(boolean open) {
      this.open = open;
    }

    public boolean open() {
      return open;
    }
  }

  /**
   * @param maxQueued jobs that may wait in the endpoint's queue; 0 for any number
   * @param requireWorkers send nothing while there is no worker that could take a job
   * @param interval between two readings
   * @param tasks how many tasks submit to the endpoint, each with such rules of its own
   */
  public Admission(long maxQueued, boolean requireWorkers, Duration interval, int tasks, long now) {
    this.maxQueued = maxQueued;
    this.requireWorkers = requireWorkers;
    this.interval = interval.toNanos();
    this.tasks = tasks;
    this.nextQuestion = now;
    if (maxQueued == 0 && !requireWorkers) {
      state = State.OPEN;
      asking = true;
    }
  }

  /** {@code /health} is to be read whether or not these rules need it. */
  public void readAnyway() {
    asking = false;
  }

  /** True if {@code /health} is to be read now; never where nothing depends on it. */
  public boolean due(long now) {
    return !asking && now - nextQuestion >= 0;
  }

  /** {@code /health} is being read. */
  public void asked(long now) {
    asking = true;
    nextQuestion = now + interval;
    acceptedSinceQuestion = 0;
  }

  /** The reading that was asked for. */
  public void read(Health health) {
    asking = false;
    failures = 0;
    inQueue = health.inQueue();
    acceptedSinceReading = acceptedSinceQuestion;
    if (requireWorkers && !staffed(health)) {
      state = State.UNSTAFFED;
    } else if (maxQueued > 0 && inQueue > (state == State.FULL ? maxQueued / 2 : maxQueued - 1)) {
      state = State.FULL;
    } else {
      state = State.OPEN;
    }
  }

  private static boolean staffed(Health health) {
    return health.idle() > 0
        || health.ready() > 0
        || health.running() > 0
        || health.initializing() > 0;
  }

  /** The reading that was asked for could not be had this time. */
  public void failed() {
    asking = false;
    failures++;
    if (failures >= PATIENCE) {
      state = State.BLIND;
    }
  }

  /** No reading can be had with these settings: whether a submit can is for it to find out. */
  public void refused() {
    asking = false;
    state = State.BLIND;
  }

  public State state() {
    return state;
  }

  /** True if one more job may go. */
  public boolean mayGo() {
    return state.open() && (maxQueued == 0 || state == State.BLIND || room() > 0);
  }

  /** What is left of this task's share of the queue. */
  private long room() {
    long share = (Math.max(0, maxQueued - inQueue) + tasks - 1) / tasks;
    return share - acceptedSinceReading - onTheWay;
  }

  /** A job goes. */
  public void sent() {
    onTheWay++;
  }

  /**
   * What went was answered, or will not be.
   *
   * @param accepted RunPod took the job, or may have
   */
  public void answered(boolean accepted) {
    onTheWay--;
    if (accepted) {
      acceptedSinceReading++;
      acceptedSinceQuestion++;
    }
  }

  /** Nanoseconds until {@link #due}, if nothing else happens. */
  public long nanosToNext(long now) {
    return asking ? Long.MAX_VALUE : Math.max(0, nextQuestion - now);
  }
}
