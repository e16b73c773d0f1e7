package io.runpod.kafka.connect.sink;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;

/** What the engine and the scan tell the task; the task thread takes it from the outbox. */
sealed interface Outcome {

  /** The job's ledger entry was appended at this time, in epoch ms. */
  record Recorded(Submission submission, long appendedAt) implements Outcome {}

  /**
   * The record will never become a job.
   *
   * @param inDoubt it may have become one, or it may not
   */
  record Rejected(Submission submission, String reason, boolean inDoubt) implements Outcome {}

  /**
   * What the ledger says of newly opened partitions is known.
   *
   * @param topics which topics they are of, as far as that is to be seen
   * @param anew partitions of topics that were created anew: the consumer's position is of others
   */
  record Scanned(LedgerFindings findings, Map<String, TopicId> topics, Set<TopicPartition> anew)
      implements Outcome {}

  /** Which topics the input's names stand for now. */
  record TopicsSeen(Map<String, TopicId> topics) implements Outcome {}

  /** The task cannot go on. */
  record Failed(ConnectException reason) implements Outcome {}
}
