package io.runpod.kafka.connect.sink;

import static java.util.stream.Collectors.toCollection;

import io.runpod.kafka.connect.flow.OffsetTracker;
import io.runpod.kafka.connect.flow.PartitionHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * One assignment of one input partition. Records are held back until it is known what the ledger
 * says of them. Owned by the task's thread.
 */
final class InputPartition {
  private final long assignment;
  private final InputTopic topic = new InputTopic();
  private final OffsetTracker tracker = new OffsetTracker();
  private PartitionHistory history = new PartitionHistory(1);
  private List<Submission> heldBack = new ArrayList<>();
  private boolean scanned;
  private boolean reading;
  private long bytes;

  InputPartition(long assignment) {
    this.assignment = assignment;
  }

  long assignment() {
    return assignment;
  }

  InputTopic topic() {
    return topic;
  }

  boolean scanned() {
    return scanned;
  }

  /** True if it is known what a commit would leave out, and that the position is of this topic. */
  boolean mayCommit() {
    return scanned && topic.isRead();
  }

  /** All that was taken in of a topic that is gone is finished. */
  boolean isOver() {
    return scanned && topic.isGone() && unfinished() == 0;
  }

  /** Takes a record in; false if it was in already, or will be read again. */
  boolean accept(long offset, long now) {
    return topic.isRead() && tracker.accept(offset, now);
  }

  /** The ledger has nothing about the record that was appended before {@code time}. */
  void nothingBefore(Submission submission, long time) {
    tracker.floor(submission.offset(), time);
  }

  void buffered(Submission submission) {
    bytes += submission.body().length;
  }

  void holdBack(Submission submission) {
    heldBack.add(submission);
  }

  /** The ledger was read; returns what needs to be held back no longer, in its order. */
  List<Submission> scanned(PartitionHistory found) {
    history = found;
    scanned = true;
    reading = false;
    List<Submission> waited = heldBack.stream().filter(this::isDecided).toList();
    heldBack =
        heldBack.stream().filter(one -> !isDecided(one)).collect(toCollection(ArrayList::new));
    return waited;
  }

  /** True if the ledger was read as far as it says something of this record. */
  boolean isDecided(Submission submission) {
    return scanned && history.covers(submission.offset());
  }

  /** From where on the ledger has to be read again, if it has to now; asked for once. */
  Optional<PartitionHistory.LeftOut> readOn() {
    if (!scanned || reading || heldBack.isEmpty()) {
      return Optional.empty();
    }
    reading = true;
    return history.leftOut();
  }

  PartitionHistory.Verdict verdict(Submission submission) {
    return history.take(submission.offset(), submission.request().timestamp());
  }

  void recorded(Submission submission, long appendedAt) {
    bytes -= submission.body().length;
    tracker.finish(submission.offset(), appendedAt);
  }

  void deadLettered(Submission submission) {
    bytes -= submission.body().length;
    tracker.finish(submission.offset());
  }

  /** The offset to commit, where the consumer is at {@code consumed}. */
  long toCommit(long consumed) {
    long offset = tracker.firstUnfinished().orElse(consumed);
    history.forgetBelow(offset);
    return offset;
  }

  /** A time, in epoch ms, before which the ledger has nothing about what is not committed. */
  OptionalLong since() {
    return LongStream.concat(tracker.oldestFloor().stream(), history.oldest().stream()).min();
  }

  int unfinished() {
    return tracker.unfinished();
  }

  /** When the first unfinished record was taken in, in ns. */
  OptionalLong oldest() {
    return tracker.oldest();
  }

  long bytes() {
    return bytes;
  }
}
