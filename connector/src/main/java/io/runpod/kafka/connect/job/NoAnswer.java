package io.runpod.kafka.connect.job;

import io.runpod.kafka.connect.job.JobEvent.ExpiredReason;
import java.util.Optional;

/**
 * How a job ends of which there is no last answer that could be published. An end that was told
 * stands; only of one that RunPod has forgotten the result says something else, EXPIRED.
 */
record NoAnswer(JobStatus status, Optional<JobError> error, Optional<ExpiredReason> expired) {

  private static NoAnswer error(JobStatus status, JobError error) {
    return new NoAnswer(status, Optional.of(error), Optional.empty());
  }

  /**
   * It cannot be read, now and as often as it was asked for again.
   *
   * @param told the last status that was told
   */
  static NoAnswer unreadable(JobStatus told, String reason) {
    return error(toldOrFailed(told), new JobError(JobError.Kind.API, reason));
  }

  private static JobStatus toldOrFailed(JobStatus told) {
    return told.terminal() ? told : JobStatus.FAILED;
  }

  /**
   * It is larger than what is read of any answer.
   *
   * @param told the last status that was told
   * @param seen the status the answer tells, if that could be read
   */
  static NoAnswer tooLarge(JobStatus told, Optional<JobStatus> seen, long bytes, long limit) {
    Optional<JobStatus> known = Optional.of(told).filter(JobStatus::terminal).or(() -> seen);
    JobError error = JobError.tooLarge(bytes, "runpod.response.max.bytes", limit);
    // what fails has an error, which stands before the output: the rest has completed
    return error(
        known.orElse(JobStatus.COMPLETED), known.isPresent() ? error : error.withStatusNotRead());
  }

  /** RunPod has forgotten it. */
  static NoAnswer expired(ExpiredReason reason) {
    JobError error =
        new JobError(
            JobError.Kind.EXPIRED,
            "RunPod no longer knows the job; its result was not read in time (" + reason + ")");
    return new NoAnswer(JobStatus.EXPIRED, Optional.of(error), Optional.of(reason));
  }

  /** A cancel or a purge took the job away. */
  static NoAnswer removed() {
    return new NoAnswer(JobStatus.CANCELLED, Optional.empty(), Optional.empty());
  }

  /**
   * A retry took it away.
   *
   * @param told the last status that was told
   */
  static NoAnswer retried(JobStatus told) {
    return error(
        toldOrFailed(told),
        new JobError(JobError.Kind.API, "the job was retried before its answer could be read"));
  }
}
