package io.runpod.kafka.connect.job;

import io.runpod.kafka.connect.job.Job.Phase;
import io.runpod.kafka.connect.job.JobEvent.StatusChanged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules of a job's life: takes what RunPod said, moves the job on and returns what there is to
 * tell. A stream is over when the status is terminal <em>and</em> its list is empty; only then is
 * the result told, behind the end marker.
 *
 * <p>The stream of a job is not read before its leaving the queue has been told: reading takes the
 * chunks away from RunPod, and whoever takes over after a crash has to know which jobs may have
 * lost some.
 */
public final class JobLife {
  private final long readerEpoch;
  private final HeldAnswers held = new HeldAnswers();
  private final JobEnd end;

  /**
   * @param readerEpoch start of the reading task in epoch ms
   */
  public JobLife(long readerEpoch) {
    this.readerEpoch = readerEpoch;
    this.end = new JobEnd(readerEpoch, held);
  }

  /** A job was accepted by RunPod. */
  public List<JobEvent> adopted(Job job, Instant now) {
    return List.of(
        new StatusChanged(
            job,
            now,
            JobStatus.IN_QUEUE,
            Optional.empty(),
            job.cursor().attempt(),
            0,
            false,
            Optional.empty()));
  }

  /** A job was accepted by RunPod and was over with the same answer. */
  public List<JobEvent> adoptedAtItsEnd(Job job, JobAnswer last, Instant now) {
    List<JobEvent> events = new ArrayList<>(adopted(job, now));
    events.addAll(statusRead(job, last, now));
    remember(job, last);
    return events;
  }

  /** How a job ended that is still to be told: RunPod may have forgotten it by now. */
  public void remember(Job job, JobAnswer last) {
    if (job.phase() != Phase.ENDED && job.cursor().attempt() == 1) {
      held.hold(job, last);
    }
  }

  /** {@code /status} or {@code /status-sync} answered. */
  public List<JobEvent> statusRead(Job job, JobAnswer answer, Instant now) {
    job.missing(Optional.empty());
    List<JobEvent> events = new ArrayList<>();
    if (!answer.status().terminal()) {
      if (job.cursor().status().terminal()) {
        // a late progress update can make a finished job look alive again: an end that was told
        // stands
        return events;
      }
      job.terminalSeen(false);
      job.drained(false);
      Telling.status(job, answer, now, events);
      Care.overdue(job, now).ifPresent(events::add);
      return events;
    }
    Telling.status(job, answer, now, events);
    job.terminalSeen(true);
    if (job.phase() == Phase.FINISHING) {
      end.withOrRetry(job, answer, now, events);
    } else {
      held.holdIfSmall(job, answer);
    }
    return events;
  }

  /** {@code /stream} answered: what it handed out is gone at RunPod now. */
  public List<JobEvent> streamRead(Job job, JobAnswer answer, Instant now) {
    job.missing(Optional.empty());
    List<JobEvent> events = new ArrayList<>();
    for (JobAnswer.Chunk chunk : answer.chunks()) {
      Telling.chunk(job, chunk, job.cursor().retries(), readerEpoch, now, events);
    }
    if (answer.status().terminal()) {
      job.terminalSeen(true);
    }
    if (job.phase() == Phase.DRAINING && answer.chunks().isEmpty()) {
      if (answer.status().equals(JobStatus.IN_QUEUE)) {
        // it was retried meanwhile, and that removed what was left of the stream
        streamLost(job);
      }
      job.drained(true);
      held.of(job).ifPresent(last -> end.withOrRetry(job, last, now, events));
    }
    return events;
  }

  /** An answer of {@code /stream} was lost: the chunks in it, if there were any, are gone. */
  public void streamLost(Job job) {
    job.cursor(job.cursor().withGapAhead());
  }

  /** What may be left of the stream of a job that is over cannot be read. */
  public List<JobEvent> streamGivenUp(Job job, Instant now) {
    List<JobEvent> events = new ArrayList<>();
    streamLost(job);
    job.drained(true);
    held.of(job).ifPresent(last -> end.withOrRetry(job, last, now, events));
    return events;
  }

  /** RunPod's answer about the job cannot be read, now and as often as it was asked again. */
  public List<JobEvent> unreadable(Job job, String reason, Instant now) {
    return end.without(job, NoAnswer.unreadable(job.cursor().status(), reason), now);
  }

  /**
   * RunPod's last answer is larger than what is read of any answer.
   *
   * @param seen the status it tells, if that could be read
   */
  public List<JobEvent> answerTooLarge(
      Job job, Optional<JobStatus> seen, long bytes, long limit, Instant now) {
    return end.without(job, NoAnswer.tooLarge(job.cursor().status(), seen, bytes, limit), now);
  }

  /** The job is gone at RunPod, by the rules of {@link Missing}. Its result may be known. */
  public List<JobEvent> expired(Job job, JobEvent.ExpiredReason reason, Instant now) {
    return gone(job, NoAnswer.expired(reason), now);
  }

  /** The job is gone at RunPod because it was cancelled or purged. Its result may be known. */
  public List<JobEvent> removed(Job job, Instant now) {
    return gone(job, NoAnswer.removed(), now);
  }

  private List<JobEvent> gone(Job job, NoAnswer none, Instant now) {
    return held.of(job).isPresent() ? streamGivenUp(job, now) : end.without(job, none, now);
  }

  /**
   * The retry that the result of an attempt was kept back for was refused, or did not come in time:
   * the result is told, now if it is still at hand, else when it is read again.
   */
  public List<JobEvent> retryInVain(Job job, Instant now) {
    List<JobEvent> events = new ArrayList<>();
    if (job.phase() == Phase.WITHHELD) {
      job.cursor(job.cursor().with(job.cursor().care().withRetryInVain()));
      held.of(job).ifPresent(last -> end.with(job, last, now, events));
    }
    return events;
  }

  /**
   * RunPod took a retry. The old attempt's result is told now if it was not, from what was read
   * just before, unless it was kept back for this; then the job is queued again, as its next
   * attempt.
   *
   * @param last the status read just before the retry, if it was kept
   */
  public List<JobEvent> retried(Job job, Optional<JobAnswer> last, Instant now) {
    List<JobEvent> events = new ArrayList<>();
    if (job.phase() == Phase.WITHHELD) {
      end.streamOf(job, Optional.empty(), now, events);
      held.drop(job);
    } else if (job.phase() != Phase.ENDED) {
      Optional<JobAnswer> known = last.or(() -> held.of(job));
      events.addAll(
          known.isPresent()
              ? cutOff(job, known.get(), now)
              : end.without(job, NoAnswer.retried(job.cursor().status()), now));
    }
    Telling.nextAttempt(job, now, events);
    return events;
  }

  private List<JobEvent> cutOff(Job job, JobAnswer last, Instant now) {
    List<JobEvent> events = new ArrayList<>();
    Telling.status(job, last, now, events);
    if (!job.drained()) {
      // the retry removed what was left of the stream
      streamLost(job);
    }
    end.with(job, last, now, events);
    return events;
  }
}
