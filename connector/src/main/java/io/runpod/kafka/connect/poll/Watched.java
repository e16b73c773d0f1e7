package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.Job.Phase;

/** What a schedule remembers of a job. Times are those of the schedule's caller, in ns. */
final class Watched {

  /** Of {@link #heldUntil}: not held. */
  static final long FREE = Long.MIN_VALUE;

  /** Whether the job may be asked about. */
  enum State {
    /** In the heap, to be asked about when its time comes. */
    DUE,
    /** A question is open. */
    OPEN,
    /** What was learnt is not published yet. */
    UNPUBLISHED
  }

  final Job job;
  final long submittedAt;

  /** RunPod tells when it ends, and there is nothing to be read of it before. */
  final boolean announced;

  /** RunPod forgets its result a minute after its end. */
  final boolean sync;

  /** The phase the schedule counts the job under; the job itself may be further. */
  Phase phase = Phase.ENDED;

  State state = State.DUE;
  boolean longPoll;
  boolean nudged;
  boolean statusRead;
  long statusAt;
  long askedAt;
  long dueAt;

  /** It is due no sooner on purpose, whatever other jobs do. */
  boolean postponed;

  /** RunPod refused the last question about it, for there were too many: it keeps its turn. */
  boolean refused;

  /** It has a place in RunPod's queue, as far as is known. */
  boolean queued;

  /** RunPod said that it does not know the job: those behind it must not wait for it. */
  boolean missing;

  /** A job behind it had left the queue when it was asked about. */
  boolean passed;

  /**
   * It stands behind all queued jobs that do not: it was overtaken, being of low priority or
   * retried, or it may not be in the queue at all any more.
   */
  boolean aside;

  /** Since when. */
  long asideAt;

  /** It runs, and has been silent for so long that it will hardly end soon. */
  boolean slow;

  /** When there was news of it last while it ran. */
  long newsAt;

  /** The job is not asked about before this time. */
  long heldUntil = FREE;

  /** What it waits among; null if it does not. */
  Agenda.Lane lane;

  /** The heap of its lane that it is in, and where. */
  DueHeap heap;

  int place;

  Watched(Job job, boolean announced) {
    this.job = job;
    this.announced = announced;
    this.submittedAt = job.submittedAt().toEpochMilli();
    this.sync = job.terms().sync();
  }

  void asked(Poll poll, long now) {
    state = State.OPEN;
    nudged = false;
    askedAt = now;
    longPoll = !poll.hold().isZero();
    if (poll.kind() != Poll.Kind.STREAM) {
      statusRead = true;
      statusAt = now;
    }
  }
}
