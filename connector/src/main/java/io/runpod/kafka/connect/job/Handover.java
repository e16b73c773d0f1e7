package io.runpod.kafka.connect.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one reader hands to the next of one job's stream: chunks that it read and could not publish.
 *
 * @param readerEpoch start of the task that read them, in epoch ms
 * @param sequence number of the first chunk
 * @param gapBefore chunks may be missing before the first
 */
public record Handover(
    long readerEpoch,
    int attempt,
    long sequence,
    boolean gapBefore,
    Optional<Integer> retries,
    List<JobAnswer.Chunk> chunks) {

  /** Tells the chunks that have not been told. */
  public List<JobEvent> tell(Job job, Instant now) {
    List<JobEvent> events = new ArrayList<>();
    if (job.phase() == Job.Phase.ENDED || attempt != job.cursor().attempt()) {
      return events;
    }
    if (sequence > job.cursor().chunks()) {
      // what lies between is in Kafka, but not in the stored offset: so it is without exactly-once
      job.cursor(job.cursor().withChunks(sequence));
    }
    if (gapBefore && sequence == job.cursor().chunks()) {
      job.cursor(job.cursor().withGapAhead());
    }
    long next = sequence;
    for (JobAnswer.Chunk chunk : chunks) {
      // the leaving reader could not know which of its last records were committed
      if (next++ >= job.cursor().chunks()) {
        Telling.chunk(job, chunk, retries.orElse(job.cursor().retries()), readerEpoch, now, events);
      }
    }
    return events;
  }
}
