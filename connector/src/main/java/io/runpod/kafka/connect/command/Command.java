package io.runpod.kafka.connect.command;

import io.runpod.kafka.connect.job.JobId;

/** Something to do to a job or to the endpoint, as an input record asks for it. */
public sealed interface Command {

  /** End a job, queued or running. */
  record Cancel(JobId job) implements Command {}

  /** Run a failed or timed-out job again, under its ID. */
  record Retry(JobId job) implements Command {}

  /** Throw away all queued jobs of the endpoint. */
  record PurgeQueue() implements Command {}

  /**
   * True if doing it twice does no more than doing it once. A second retry runs a job that failed
   * again, a second purge destroys jobs that came after the first.
   */
  default boolean repeatable() {
    return this instanceof Cancel;
  }

  /** What the command is about: commands with the same subject keep their order. */
  default String subject() {
    if (this instanceof Cancel cancel) {
      return "job " + cancel.job();
    } else if (this instanceof Retry retry) {
      return "job " + retry.job();
    }
    return "endpoint";
  }
}
