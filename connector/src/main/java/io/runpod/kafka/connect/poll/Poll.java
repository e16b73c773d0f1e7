package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.job.Job;
import java.time.Duration;

/**
 * One question to ask RunPod about a job.
 *
 * @param hold how long RunPod may hold the answer; zero for an answer at once
 * @param attempt of the job that is asked about: an answer about one before says nothing any more
 */
public record Poll(Job job, Kind kind, Duration hold, int attempt) {

  public Poll(Job job, Kind kind, Duration hold) {
    this(job, kind, hold, job.cursor().attempt());
  }

  /** Which operation asks. */
  public enum Kind {
    STATUS,
    STATUS_SYNC,
    STREAM
  }
}
