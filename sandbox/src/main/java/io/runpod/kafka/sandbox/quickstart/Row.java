package io.runpod.kafka.sandbox.quickstart;

import io.runpod.kafka.schema.JobResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** One record and what has become of it so far. Owned by the thread that owns the board. */
final class Row {
  private final String name;
  private final List<JobResult> results = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private String status = "SENT";
  private String deadLetter = "";
  private boolean wholeStream = true;
  private long chunks;

  Row(String name) {
    this.name = name;
  }

  void status(String word) {
    status = word;
  }

  void result(JobResult result) {
    results.add(result);
    status(result.getStatus());
  }

  void text(String more) {
    chunks++;
    text.append(more);
  }

  void stream(boolean complete) {
    wholeStream = complete;
  }

  void deadLetter(String reason) {
    status = "DEAD LETTER";
    deadLetter = reason;
  }

  String name() {
    return name;
  }

  String status() {
    return status;
  }

  /** What has been streamed so far. */
  String text() {
    return text.toString();
  }

  /** What came of it: the streamed text, else the output, the error or the dead letter's reason. */
  String outcome() {
    if (!deadLetter.isEmpty() || !text.isEmpty() || results.isEmpty()) {
      return deadLetter.isEmpty() ? text() : deadLetter;
    }
    JobResult last = results.get(results.size() - 1);
    String said = last.getError() == null ? last.getOutput() : last.getError().getMessage();
    return Objects.toString(said, "").replaceAll("\\s+", " ").strip();
  }

  /** Why the record is in the dead-letter queue, or empty. */
  String deadLetter() {
    return deadLetter;
  }

  List<JobResult> results() {
    return results;
  }

  /** Whether its fate is known, and every chunk the result speaks of has been heard. */
  boolean isAccounted() {
    return !deadLetter.isEmpty() || (!results.isEmpty() && chunks >= published());
  }

  private long published() {
    return results.stream()
        .map(JobResult::getChunkCount)
        .filter(Objects::nonNull)
        .mapToLong(Long::longValue)
        .sum();
  }

  /** What is wrong with the record's fate, or empty. */
  String complaint() {
    if (!results.isEmpty() && chunks < published()) {
      return "%s: %d of %d chunks heard".formatted(name, chunks, published());
    }
    if (!isAccounted()) {
      return name + ": neither a result nor a dead letter, last seen " + status;
    }
    if (results.size() > 1) {
      return name + ": " + results.size() + " results";
    }
    if (!results.isEmpty() && !deadLetter.isEmpty()) {
      return name + ": a result and a dead letter";
    }
    return wholeStream ? "" : name + ": chunks of the stream are missing";
  }
}
