package io.runpod.kafka.connect.poll;

import io.runpod.kafka.connect.job.Job;
import java.time.Duration;

/**
 * One question to ask RunPod about a job.
 *
 * @param hold how long RunPod may hold the answer; zero for an answer at once
 */
public record Poll(Job job, Kind kind, Duration hold) {

  /** Which operation asks. */
  public enum Kind {
    STATUS,
    STATUS_SYNC,
    STREAM
  }
}
