package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.flow.PartitionHistory;
import io.runpod.kafka.connect.flow.PartitionHistory.Verdict;
import io.runpod.kafka.connect.sink.SinkSettings.InDoubtPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
  private final SinkSettings settings;
  private final SubmissionMaker maker;
  private final DeadLetters deadLetters;
  private final Queue<EngineEvent> submits;
  private final Queue<EngineEvent> commands;
  private final Queue<Outcome> outbox;
  private final Counters counters;
  private final InputPartitions partitions;
  private long finished;
  private Duration longestHold = Duration.ZERO;
  private List<Submission> toSubmit = new ArrayList<>();
  private List<Submission> toExecute = new ArrayList<>();
  private Optional<ConnectException> failure = Optional.empty();

  Intake(
      SinkSettings settings,
      InputPartitions partitions,
      SubmissionMaker maker,
      DeadLetters deadLetters,
      Queue<EngineEvent> submits,
      Queue<EngineEvent> commands,
      Queue<Outcome> outbox,
      Counters counters) {
    this.settings = settings;
    this.partitions = partitions;
    this.maker = maker;
    this.deadLetters = deadLetters;
    this.submits = submits;
    this.commands = commands;
    this.outbox = outbox;
    this.counters = counters;
  }

  /** Begins new assignments; returns their numbers, for which {@link Outcome.Scanned} must come. */
  Map<TopicPartition, Long> open(Collection<TopicPartition> opened) {
    return partitions.open(opened);
  }

  /** Forgets what is known of the partitions; returns the numbers of their assignments. */
  Set<Long> close(Collection<TopicPartition> closed) {
    return partitions.close(closed);
  }

  /** Takes records in and offers to the engine what may be submitted. */
  void take(Collection<SinkRecord> records) {
    for (SinkRecord record : records) {
      partitions
          .of(new TopicPartition(record.originalTopic(), record.originalKafkaPartition()))
          .ifPresent(partition -> take(record, partition));
    }
    offer();
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
      reject(submission, made.refused().get());
    } else if (partition.isDecided(submission)) {
      decide(submission, partition);
    } else {
      partition.holdBack(submission);
    }
  }

  private void decide(Submission submission, InputPartition partition) {
    Verdict verdict = partition.verdict(submission);
    if (verdict instanceof Verdict.Accepted accepted) {
      counters.skippedAsKnown.incrementAndGet();
      recorded(submission, accepted.appendedAt(), partition);
    } else if (verdict instanceof Verdict.Declined declined) {
      // whether its dead letter was written is not known: two are better than none
      partition.nothingBefore(submission, declined.appendedAt());
      reject(submission, "RunPod refused the retry, or it is in doubt; the ledger has the reason");
    } else if (verdict instanceof Verdict.InDoubt inDoubt && isNotRepeated(submission)) {
      counters.inDoubt.incrementAndGet();
      partition.nothingBefore(submission, inDoubt.intendedAt());
      if (submission.command().isPresent()) {
        toExecute.add(submission.abandoned());
      } else {
        reject(
            submission,
            "in doubt, RunPod may have accepted the job: its submit was never answered");
      }
    } else {
      partition.nothingBefore(submission, partitions.newestEntry());
      (submission.command().isPresent() ? toExecute : toSubmit).add(submission);
    }
  }

  /** Commands that write intents do so because they must never be repeated in doubt. */
  private boolean isNotRepeated(Submission submission) {
    return submission
        .command()
        .map(command -> !command.repeatable())
        .orElse(settings.inDoubt() == InDoubtPolicy.PARK);
  }

  private void offer() {
    if (!toSubmit.isEmpty()) {
      submits.add(new EngineEvent.Offered(toSubmit));
      toSubmit = new ArrayList<>();
    }
    if (!toExecute.isEmpty()) {
      commands.add(new EngineEvent.Offered(toExecute));
      toExecute = new ArrayList<>();
    }
  }

  /** Takes in what the engine and the scan have told meanwhile. Throws nothing. */
  void drain() {
    for (Outcome outcome = outbox.poll(); outcome != null; outcome = outbox.poll()) {
      take(outcome);
    }
    try {
      deadLetters.settle(
          submission -> partitions.of(submission).ifPresent(p -> deadLettered(submission, p)));
    } catch (ConnectException e) {
      fail(e);
    }
    offer();
  }

  private void take(Outcome outcome) {
    if (outcome instanceof Outcome.Recorded recorded) {
      partitions.entrySeen(recorded.appendedAt());
      partitions
          .of(recorded.submission())
          .ifPresent(p -> recorded(recorded.submission(), recorded.appendedAt(), p));
    } else if (outcome instanceof Outcome.Rejected rejected) {
      partitions
          .of(rejected.submission())
          .ifPresent(p -> reject(rejected.submission(), rejected.reason()));
    } else if (outcome instanceof Outcome.Scanned scanned) {
      scanned(scanned);
    } else if (outcome instanceof Outcome.TopicsSeen seen) {
      partitions.seen(seen.topics());
    } else if (outcome instanceof Outcome.Failed failed) {
      fail(failed.reason());
    } else {
      throw new IllegalStateException("unknown outcome " + outcome);
    }
  }

  private void recorded(Submission submission, long appendedAt, InputPartition partition) {
    finished++;
    partition.recorded(submission, appendedAt);
  }

  private void deadLettered(Submission submission, InputPartition partition) {
    finished++;
    partition.deadLettered(submission);
  }

  private void scanned(Outcome.Scanned scanned) {
    LedgerFindings findings = scanned.findings();
    partitions.entrySeen(findings.newestEntry());
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
    partition.scanned(history).forEach(submission -> decide(submission, partition));
  }

  private void reject(Submission submission, String reason) {
    counters.rejected.incrementAndGet();
    try {
      deadLetters.report(submission, reason);
    } catch (ConnectException e) {
      fail(e);
    }
  }

  private void fail(ConnectException reason) {
    if (failure.isEmpty()) {
      failure = Optional.of(reason);
    }
  }

  /** Why the task cannot go on, if it cannot. */
  Optional<ConnectException> failure() {
    return failure;
  }

  Map<TopicPartition, OffsetAndMetadata> toCommit(Map<TopicPartition, OffsetAndMetadata> consumed) {
    return partitions.toCommit(consumed, Instant.now());
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
    return finished;
  }

  long bytes() {
    return partitions.bytes();
  }
}
