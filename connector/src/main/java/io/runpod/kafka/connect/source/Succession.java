package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Handover;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.ledger.HandoverEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who read the streams of one ledger partition before this reader, by the marks that readers leave
 * in the ledger. Reading takes chunks away from RunPod: of a reader that did not leave in order, or
 * that comes back late, some may never be seen, and the streams say so. Owned by the task's thread.
 */
final class Succession {
  private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

  private final LedgerPartition partition;
  private final boolean exactlyOnce;
  private final JobLife life;
  private final LastReaders last;

  /** What the readers before this one did is known. */
  private boolean succeeded;

  /** This reader's own mark was read back: what others wrote behind it comes too late. */
  private boolean taken;

  /**
   * @param endpoints whose streams this reader reads
   * @param exactlyOnce what was published is in the stored offset, and nothing else
   */
  Succession(
      LedgerPartition partition, Set<EndpointId> endpoints, boolean exactlyOnce, JobLife life) {
    this.partition = partition;
    this.exactlyOnce = exactlyOnce;
    this.life = life;
    this.last = new LastReaders(endpoints);
    if (partition.epoch() != 0) {
      last.took(partition.epoch(), endpoints);
    }
  }

  /**
   * A reader has taken streams.
   *
   * @param known that was so before a restart
   * @throws ConnectException if they are this reader's, and it is another one and later
   */
  void took(HandoverEntry.ReaderTook mark, boolean known) {
    if (!last.concerns(mark.endpoints())) {
      if (!known) {
        partition.passedOver(partition.passedOver().elsewhere(mark.endpoints()));
      }
      return;
    }
    boolean own = succeeded && mark.epoch() == partition.epoch();
    if (taken && !own) {
      throw new ConnectException(
          "another task reads the streams of ledger partition "
              + partition.number()
              + " now: this one was away for so long that it was missed, or another source"
              + " connector has one of its endpoints too");
    }
    taken |= own;
    last.took(mark.epoch(), mark.endpoints());
  }

  /**
   * A reader has left in order.
   *
   * @param known that was so before a restart
   */
  void left(HandoverEntry.ReaderLeft mark, boolean known) {
    if (!last.concerns(mark.endpoints())) {
      if (!known) {
        partition.passedOver(partition.passedOver().left(mark.endpoints()));
      }
    } else if (!last.left(mark.epoch(), mark.cutReads()) && taken) {
      mark.cutReads().forEach(this::takenBySomebodyElse);
    }
  }

  /** A reader read chunks that it could not publish. */
  Effect handedOver(HandoverEntry.ReaderHandedOver over, Instant now) {
    if (taken) {
      takenBySomebodyElse(over.job());
      return Effect.NONE;
    }
    return partition.job(over.job()).map(job -> takeOver(job, over, now)).orElse(Effect.NONE);
  }

  private Effect takeOver(Job job, HandoverEntry.ReaderHandedOver over, Instant now) {
    Handover handover =
        new Handover(
            over.epoch(),
            over.attempt(),
            over.sequence(),
            over.gapBefore(),
            over.retries(),
            over.chunks());
    return new Effect(handover.tell(job, now), List.of(), Effect.Next.WATCH, Optional.empty());
  }

  /**
   * A reader that was missed and came back took chunks from a stream that this one reads: where
   * they belong among those told since is not known.
   */
  private void takenBySomebodyElse(JobId id) {
    partition.job(id).filter(job -> job.phase() != Job.Phase.ENDED).ifPresent(this::streamLost);
  }

  /**
   * The ledger has been replayed. Where the reader before this one did not go in order, it may have
   * taken chunks that nobody will see: the next chunk of each job that had left the queue says so.
   */
  void succeed() {
    for (long epoch : last.gone()) {
      LOG.info(
          "reader epoch={} of ledger partition={} did not hand over", epoch, partition.number());
    }
    partition.jobs().stream()
        .filter(job -> last.cut(job) || (last.vanishedFrom(job) && mayHaveBeenRead(job)))
        .forEach(this::streamLost);
    partition.epoch(0);
    succeeded = true;
  }

  private void streamLost(Job job) {
    life.streamLost(job);
    partition.live().changed(job);
  }

  /**
   * Under exactly-once a job's stream is read only after the stored offset says that it started.
   * Without, that offset may lag behind by a minute, and any job may have been read. A stream that
   * was read to its end has nothing to lose.
   */
  private boolean mayHaveBeenRead(Job job) {
    if (job.phase() == Job.Phase.WITHHELD || job.phase() == Job.Phase.FINISHING) {
      return false;
    }
    return !exactlyOnce
        || (job.phase() != Job.Phase.QUEUED
            && partition.remembered().tookEffect(job.ledgerOffset(), job.endpoint()));
  }
}
