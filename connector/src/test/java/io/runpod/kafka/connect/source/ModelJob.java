package io.runpod.kafka.connect.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The truth about one job of the model: what RunPod did with it, whoever saw it. */
final class ModelJob {
  final String id;
  final int ledgerPartition;
  final long submittedAt;
  final boolean streamed;
  final int chunks;
  final boolean aggregated;
  final List<Attempt> attempts = new ArrayList<>(List.of(new Attempt()));
  final List<String> history = new ArrayList<>();

  /** Chunks RunPod has and nobody has read. */
  final Deque<String> buffer = new ArrayDeque<>();

  String status = "IN_QUEUE";
  int retries;
  Optional<String> progress = Optional.empty();
  long endedAt;
  boolean gone;
  long goneAt;

  /** Somebody wrote into the ledger that it was cancelled or purged. */
  boolean removed;

  /** A reader that left said that chunks may be missing, of whichever attempt. */
  boolean doubted;

  /** A worker for its retry is started only then. */
  long notBefore;

  /** Epoch of the reader whose result was committed last, 0 if none was. */
  long resultOf;

  /** A /retry of it is under way. */
  boolean retrying;

  /** What RunPod made of one attempt. */
  static final class Attempt {
    final List<String> yielded = new ArrayList<>();
    Optional<String> end = Optional.empty();
    Optional<String> output = Optional.empty();

    /** Something happened that may have cost chunks, or kept the reader from seeing all. */
    boolean disturbed;

    /** It was retried before its result was told, and no answer was kept. */
    boolean answerLost;
  }

  ModelJob(
      String id,
      int ledgerPartition,
      long submittedAt,
      boolean streamed,
      int chunks,
      boolean aggregated) {
    this.id = id;
    this.ledgerPartition = ledgerPartition;
    this.submittedAt = submittedAt;
    this.streamed = streamed;
    this.chunks = chunks;
    this.aggregated = aggregated;
  }

  Attempt attempt() {
    return attempts.get(attempts.size() - 1);
  }

  boolean ended() {
    return attempt().end.isPresent();
  }
}
