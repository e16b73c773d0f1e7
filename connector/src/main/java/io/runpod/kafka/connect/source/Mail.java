package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.ledger.LedgerTail;
import io.runpod.kafka.connect.poll.Poll;
import java.util.List;
import java.util.Map;

/** What other threads have to say to the task's thread. */
sealed interface Mail {

  /** Something that RunPod answered. */
  sealed interface OfAnswer extends Mail {
    Answer answer();
  }

  /** The ledger is being read: where each partition starts and where it ended at that time. */
  record LedgerBegan(Map<Integer, LedgerTail.Span> spans) implements Mail {}

  record LedgerRead(List<LedgerTail.Read> batch) implements Mail {}

  /** Where each partition of the ledger ended when that was asked. */
  record LedgerEnds(Map<Integer, Long> ends) implements Mail {}

  record LedgerFailed(RuntimeException failure) implements Mail {}

  /** The ledger knows that this task now reads the streams of its partitions. */
  record StreamsTaken() implements Mail {}

  /** A poll was answered, or is known never to be. */
  record Answered(Poll poll, Answer answer) implements OfAnswer {}

  /** RunPod was asked to let go of a result. */
  record Released(EndpointId endpoint, Answer answer) implements OfAnswer {}

  record HealthAnswered(EndpointId endpoint, Answer answer) implements OfAnswer {}
}
