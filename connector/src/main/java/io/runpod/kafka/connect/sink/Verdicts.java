package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.flow.PartitionHistory.Verdict;
import io.runpod.kafka.connect.sink.SinkSettings.InDoubtPolicy;

/**
 * What is done with a record by what the ledger says of it: it is offered to an engine, known from
 * before, or rejected. Owned by the task's thread.
 */
final class Verdicts {
  private final InDoubtPolicy inDoubtPolicy;
  private final InputPartitions partitions;
  private final RecordFates fates;
  private final Offers offers;
  private final Counters counters;

  Verdicts(
      InDoubtPolicy inDoubtPolicy,
      InputPartitions partitions,
      RecordFates fates,
      Offers offers,
      Counters counters) {
    this.inDoubtPolicy = inDoubtPolicy;
    this.partitions = partitions;
    this.fates = fates;
    this.offers = offers;
    this.counters = counters;
  }

  /** Decides about a record of which the ledger was read; once for each. */
  void decide(Submission submission, InputPartition partition) {
    Verdict verdict = partition.verdict(submission);
    if (verdict instanceof Verdict.Accepted accepted) {
      counters.skippedAsKnown.incrementAndGet();
      fates.recorded(submission, accepted.appendedAt(), partition);
    } else if (verdict instanceof Verdict.Declined declined) {
      // whether its dead letter was written is not known: two are better than none
      partition.nothingBefore(submission, declined.appendedAt());
      fates.inDoubt(
          submission, "RunPod refused the retry, or it is in doubt; the ledger has the reason");
    } else if (verdict instanceof Verdict.InDoubt inDoubt && isNotRepeated(submission)) {
      partition.nothingBefore(submission, inDoubt.intendedAt());
      leftInDoubt(submission);
    } else {
      partition.nothingBefore(submission, partitions.newestEntry());
      offers.add(submission);
    }
  }

  /** Commands that write intents do so because they must never be repeated in doubt. */
  private boolean isNotRepeated(Submission submission) {
    return submission
        .command()
        .map(command -> !command.repeatable())
        .orElse(inDoubtPolicy == InDoubtPolicy.PARK);
  }

  private void leftInDoubt(Submission submission) {
    counters.inDoubt.incrementAndGet();
    if (submission.command().isPresent()) {
      offers.add(submission.abandoned());
    } else {
      fates.inDoubt(
          submission, "in doubt, RunPod may have accepted the job: its submit was never answered");
    }
  }
}
