package io.runpod.kafka.connect.sink;

import org.apache.kafka.connect.errors.ConnectException;

/** What the engine and the scan tell the task; the task thread takes it from the outbox. */
sealed interface Outcome {

  /** The job's ledger entry was appended at this time, in epoch ms. */
  record Recorded(Submission submission, long appendedAt) implements Outcome {}

  /** The record will never become a job. */
  record Rejected(Submission submission, String reason) implements Outcome {}

  /** What the ledger says of newly opened partitions is known. */
  record Scanned(LedgerFindings findings) implements Outcome {}

  /** The task cannot go on. */
  record Failed(ConnectException reason) implements Outcome {}
}
