package io.runpod.kafka.connect.job;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What RunPod said of a job, in one answer. Every part may be missing: the service sends what
 * applies to the state, and {@code /stream} little more than the status.
 *
 * @param output JSON as RunPod wrote it; while the job runs, its last progress update
 * @param chunks the pieces {@code /stream} handed out, in order; empty for other operations
 * @param bytes size of the answer's body
 */
public record JobAnswer(
    JobStatus status,
    OptionalLong delayTime,
    OptionalLong executionTime,
    Optional<String> workerId,
    OptionalInt retries,
    Optional<String> output,
    Optional<JobError> error,
    List<Chunk> chunks,
    int bytes) {

  /** One piece of a stream. {@code output} and {@code metrics} are JSON as RunPod wrote it. */
  public record Chunk(Optional<String> output, Optional<String> metrics, long outputBytes) {}
}
