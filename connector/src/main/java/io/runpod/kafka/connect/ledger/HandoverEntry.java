package io.runpod.kafka.connect.ledger;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobAnswer;
import io.runpod.kafka.connect.job.JobId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How readers of the destructive {@code /stream} pass a ledger partition on. */
public sealed interface HandoverEntry extends LedgerEntry {
  /** Start of the reading task, in epoch ms: the name of the reader. */
  long epoch();

  @Override
  default String key() {
    return "reader-" + epoch();
  }

  /**
   * A reader is about to read streams of this partition's jobs.
   *
   * @param endpoints whose jobs they are; none is named in what older versions wrote
   */
  record ReaderTook(long epoch, Set<EndpointId> endpoints) implements HandoverEntry {}

  /**
   * Chunks a leaving reader read but could not publish.
   *
   * @param attempt of the job whose chunks they are
   * @param sequence number of the first chunk, as it would have been published
   * @param gapBefore the reader knew that chunks may be missing before the first
   */
  record ReaderHandedOver(
      long epoch,
      JobId job,
      int attempt,
      long sequence,
      boolean gapBefore,
      Optional<Integer> retries,
      List<JobAnswer.Chunk> chunks)
      implements HandoverEntry {}

  /**
   * The reader ended in order, behind everything it handed over.
   *
   * @param endpoints whose jobs it read; none is named in what older versions wrote
   * @param cutReads jobs whose last read was still open: what it took is lost
   */
  record ReaderLeft(long epoch, Set<EndpointId> endpoints, List<JobId> cutReads)
      implements HandoverEntry {}
}
