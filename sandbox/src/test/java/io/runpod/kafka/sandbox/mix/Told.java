package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.schema.JobResult;
import io.runpod.kafka.schema.JobStatus;
import io.runpod.kafka.schema.StreamChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What has been told so far of the job of one input record. Owned by one thread. */
final class Told {
  private final List<JobStatus> statuses = new ArrayList<>();
  private final List<JobResult> results = new ArrayList<>();
  private final List<StreamChunk> chunks = new ArrayList<>();

  void add(JobStatus status) {
    statuses.add(status);
  }

  void add(JobResult result) {
    results.add(result);
  }

  void add(StreamChunk chunk) {
    chunks.add(chunk);
  }

  /** The job's ID, known as soon as anything is told. */
  Optional<String> job() {
    return statuses.stream().findFirst().map(JobStatus::getJobId);
  }

  /** The endpoint the job is at. */
  Optional<String> endpoint() {
    return statuses.stream().findFirst().map(JobStatus::getEndpointId);
  }

  boolean isAt(String endpoint) {
    return endpoint().filter(endpoint::equals).isPresent();
  }

  boolean was(String status) {
    return statuses.stream().anyMatch(one -> one.getStatus().equals(status));
  }

  boolean hadProgress() {
    return statuses.stream().anyMatch(one -> one.getProgress() != null);
  }

  /** The result of an attempt, with its last part. */
  Optional<JobResult> result(int attempt) {
    return results.stream()
        .filter(one -> one.getAttempt() == attempt)
        .filter(one -> one.getPart() == null || one.getPart() == one.getParts() - 1)
        .findFirst();
  }

  boolean ended(int attempt, String status) {
    return result(attempt).filter(one -> one.getStatus().equals(status)).isPresent();
  }

  /** The error's kind in the result of an attempt, empty if there is none. */
  String errorKind(int attempt) {
    return result(attempt).map(JobResult::getError).map(error -> error.getKind()).orElse("");
  }

  /** Of how many parts the result of the first attempt is. */
  int parts() {
    return result(1).map(JobResult::getParts).orElse(1);
  }

  boolean hadChunks() {
    return !chunks.isEmpty();
  }

  boolean hadMetrics() {
    return chunks.stream().anyMatch(chunk -> chunk.getMetrics() != null);
  }

  /** Of how many parts the chunk in most parts is. */
  int chunkParts() {
    return chunks.stream()
        .map(StreamChunk::getParts)
        .filter(Objects::nonNull)
        .max(Integer::compare)
        .orElse(1);
  }
}
