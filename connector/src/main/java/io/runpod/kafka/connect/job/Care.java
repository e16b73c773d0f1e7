package io.runpod.kafka.connect.job;

import io.runpod.kafka.connect.job.CareTaken.Asked;
import io.runpod.kafka.connect.job.JobEvent.CommandIssued;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The rules of care: when a job's own terms ask for a cancel or a retry. A cancel is decided only
 * on a status that was just read, for a job deep in the queue may have started long ago.
 */
public final class Care {
  /** RunPod keeps the result of a {@code /runsync} job for a minute only. */
  private static final Duration LONGEST_WAIT_OF_SYNC = Duration.ofSeconds(30);

  private Care() {}

  /** True if jobs with these terms may need a command. */
  public static boolean mayCommand(JobTerms terms) {
    return terms.queueTimeout().isPresent()
        || terms.runTimeout().isPresent()
        || terms.autoRetries() > 0;
  }

  /**
   * When there may be something to do about the job.
   *
   * @param patience how long a result is kept back for a retry
   */
  public static Optional<Instant> due(Job job, Duration patience) {
    Asked asked = job.cursor().care().asked();
    if (job.phase() == Job.Phase.WITHHELD) {
      boolean shorter = job.terms().sync() && patience.compareTo(LONGEST_WAIT_OF_SYNC) > 0;
      return Optional.of(since(job).plus(shorter ? LONGEST_WAIT_OF_SYNC : patience));
    } else if (job.cursor().status().terminal() || job.cursor().over() || asked != Asked.NOTHING) {
      return Optional.empty();
    }
    return timeout(job).map(since(job)::plus);
  }

  /** Since when the job has been queued, run, or waited for a retry. */
  public static Instant since(Job job) {
    long since = job.cursor().care().since();
    return since == 0 ? job.submittedAt() : Instant.ofEpochMilli(since);
  }

  /** A cancel of a job that was just seen alive, if it is behind its deadline. */
  static Optional<CommandIssued> overdue(Job job, Instant now) {
    CareTaken care = job.cursor().care();
    Optional<Duration> timeout = timeout(job);
    if (care.asked() != Asked.NOTHING
        || timeout.isEmpty()
        || now.isBefore(since(job).plus(timeout.get()))) {
      return Optional.empty();
    }
    job.cursor(job.cursor().with(care.withCancel()));
    String reason =
        job.cursor().started()
            ? "run timeout: not finished "
                + timeout.get().toMillis()
                + " ms after it was seen to run"
            : "queue timeout: not started within " + timeout.get().toMillis() + " ms";
    return Optional.of(
        new CommandIssued(job, now, CommandIssued.Command.CANCEL, job.cursor().attempt(), reason));
  }

  /** A job that RunPod dispatched again is not new to the queue: its run goes on. */
  private static Optional<Duration> timeout(Job job) {
    return job.cursor().started() ? job.terms().runTimeout() : job.terms().queueTimeout();
  }

  /** True if the attempt that ended so is to be retried: no handler decided it. */
  static boolean retries(Job job, JobAnswer answer) {
    boolean timedOut = answer.status().equals(JobStatus.TIMED_OUT);
    boolean infrastructure =
        answer.error().map(error -> error.kind() == JobError.Kind.INFRASTRUCTURE).orElse(timedOut);
    return (timedOut || answer.status().equals(JobStatus.FAILED))
        && infrastructure
        && answer.output().isEmpty()
        && !job.wasCancelled()
        && job.cursor().care().asked() == Asked.NOTHING
        && job.cursor().attempt() <= job.terms().autoRetries();
  }

  /** Asks for the retry; the attempt's result is told only if it comes to nothing. */
  static CommandIssued retry(Job job, JobAnswer answer, Instant now) {
    Cursor cursor = job.cursor();
    job.cursor(cursor.with(cursor.care().withRetry(now)));
    String reason =
        "retry "
            + cursor.attempt()
            + " of "
            + job.terms().autoRetries()
            + " after: "
            + answer.error().map(JobError::message).orElse(answer.status().word());
    return new CommandIssued(job, now, CommandIssued.Command.RETRY, cursor.attempt(), reason);
  }
}
