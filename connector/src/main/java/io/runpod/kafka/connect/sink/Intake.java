package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.flow.PartitionHistory;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The task's side of submitting: which records are in, which are finished, which must wait for the
 * ledger to be read, and what is to be committed. Owned by the task's thread.
 */
final class Intake {
  private final InputPartitions partitions;
  private final SubmissionMaker maker;
  private final Queue<Outcome> outbox;
  private final RecordFates fates;
  private final Offers offers;
  private final Verdicts verdicts;
  private Duration longestHold = Duration.ZERO;

  Intake(
      SinkSettings settings,
      InputPartitions partitions,
      SubmissionMaker maker,
      DeadLetters deadLetters,
      Queue<EngineEvent> submits,
      Queue<EngineEvent> commands,
      Queue<Outcome> outbox,
      Counters counters) {
    this.partitions = partitions;
    this.maker = maker;
    this.outbox = outbox;
    this.fates = new RecordFates(partitions, deadLetters, counters);
    this.offers = new Offers(submits, commands);
    this.verdicts = new Verdicts(settings.inDoubt(), partitions, fates, offers, counters);
  }

  /** Begins new assignments; returns their numbers, for which {@link Outcome.Scanned} must come. */
  Map<TopicPartition, Long> open(Collection<TopicPartition> opened) {
    return partitions.open(opened);
  }

  /** Forgets what is known of the partitions; returns the numbers of their assignments. */
  Map<TopicPartition, Long> close(Collection<TopicPartition> closed) {
    return partitions.close(closed);
  }

  /** Takes records in and offers to the engines what may be submitted. */
  void take(Collection<SinkRecord> records) {
    for (SinkRecord record : records) {
      partitions
          .of(new TopicPartition(record.originalTopic(), record.originalKafkaPartition()))
          .ifPresent(partition -> take(record, partition));
    }
    offers.send();
  }

  private void take(SinkRecord record, InputPartition partition) {
    if (!partition.accept(record.originalKafkaOffset(), System.nanoTime())) {
      return;
    }
    SubmissionMaker.Made made = maker.make(record, partition.assignment());
    Submission submission = made.submission();
    partition.buffered(submission);
    submission
        .hold()
        .filter(hold -> hold.compareTo(longestHold) > 0)
        .ifPresent(h -> longestHold = h);
    if (made.refused().isPresent()) {
      partition.nothingBefore(submission, partitions.newestEntry());
      fates.reject(submission, made.refused().get());
    } else if (partition.isDecided(submission)) {
      verdicts.decide(submission, partition);
    } else {
      partition.holdBack(submission);
    }
  }

  /** Takes in what the engines and the scan have told meanwhile. Throws nothing. */
  void drain() {
    for (Outcome outcome = outbox.poll(); outcome != null; outcome = outbox.poll()) {
      take(outcome);
    }
    fates.settle();
    offers.send();
  }

  private void take(Outcome outcome) {
    if (outcome instanceof Outcome.Recorded recorded) {
      partitions.entrySeen(recorded.appendedAt(), System.nanoTime());
      partitions
          .of(recorded.submission())
          .ifPresent(p -> fates.recorded(recorded.submission(), recorded.appendedAt(), p));
    } else if (outcome instanceof Outcome.Rejected rejected) {
      partitions.of(rejected.submission()).ifPresent(p -> fates.rejected(rejected));
    } else if (outcome instanceof Outcome.Scanned scanned) {
      scanned(scanned);
    } else if (outcome instanceof Outcome.TopicsSeen seen) {
      partitions.seen(seen.topics());
    } else if (outcome instanceof Outcome.Failed failed) {
      fates.fail(failed.reason());
    } else {
      throw new IllegalStateException("unknown outcome " + outcome);
    }
  }

  private void scanned(Outcome.Scanned scanned) {
    LedgerFindings findings = scanned.findings();
    partitions.entrySeen(findings.newestEntry(), System.nanoTime());
    findings
        .assignments()
        .forEach(
            (of, assignment) ->
                partitions
                    .of(of)
                    .filter(partition -> partition.assignment() == assignment)
                    // what was held back of a topic that was created anew will be read again
                    .map(held -> scanned.anew().contains(of) ? partitions.startOver(of) : held)
                    .ifPresent(partition -> scanned(partition, findings.history(of))));
    partitions.seen(scanned.topics());
  }

  private void scanned(InputPartition partition, PartitionHistory history) {
    partition.scanned(history).forEach(submission -> verdicts.decide(submission, partition));
  }

  /** Why the task cannot go on, if it cannot. */
  Optional<ConnectException> failure() {
    return fates.failure();
  }

  Map<TopicPartition, OffsetAndMetadata> toCommit(Map<TopicPartition, OffsetAndMetadata> consumed) {
    return partitions.toCommit(consumed, System.nanoTime());
  }

  Set<TopicPartition> assigned() {
    return partitions.assigned();
  }

  int unfinished() {
    return partitions.unfinished();
  }

  /** When the oldest unfinished record was taken in, in ns of the JVM's monotonic clock. */
  OptionalLong oldest() {
    return partitions.oldest();
  }

  /** The longest wait a record asked for itself. */
  Duration longestHold() {
    return longestHold;
  }

  /** Records finished since the task began. */
  long finished() {
    return fates.finished();
  }

  long bytes() {
    return partitions.bytes();
  }
}
