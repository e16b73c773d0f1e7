package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.ledger.HandoverEntry.ReaderHandedOver;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerWriter.Position;
import io.runpod.kafka.connect.poll.Poll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reading a stream takes its chunks away from RunPod, so readers tell each other through the ledger
 * when they take the streams of a partition and when they leave them in order. Owned by the task's
 * thread.
 */
final class StreamOwner {
  private static final Logger LOG = LoggerFactory.getLogger(StreamOwner.class);

  /** Open reads end within their hold, and Connect grants a stop 5 s in all. */
  static final Duration READS = Duration.ofMillis(2_300);

  private static final Duration WRITES = Duration.ofMillis(400);
  private static final Duration MARKS = Duration.ofMillis(300);

  /** {@link #leave} takes no longer. */
  static final Duration LEAVING = READS.plus(WRITES).plus(MARKS);

  /** Appends an entry to one partition of the ledger. */
  interface Appender {
    CompletableFuture<Position> append(int partition, LedgerEntry entry);
  }

  private final long epoch;
  private final HandoverWriter handover;
  private final Appender ledger;
  private final Mailbox mailbox;
  private final boolean exactlyOnce;
  private final Set<Job> openReads = new LinkedHashSet<>();

  /**
   * @param epoch the name of this reader
   * @param exactlyOnce what was published is in the stored offset, and nothing else
   */
  StreamOwner(
      long epoch, HandoverWriter handover, Appender ledger, Mailbox mailbox, boolean exactlyOnce) {
    this.epoch = epoch;
    this.handover = handover;
    this.ledger = ledger;
    this.mailbox = mailbox;
    this.exactlyOnce = exactlyOnce;
  }

  /** Says in the ledger that this reader takes the streams; {@link Mail.StreamsTaken} follows. */
  @SuppressWarnings("FutureReturnValueIgnored") // it ends in the mailbox, and never fails
  void take(Collection<LedgerPartition> partitions) {
    List<CompletableFuture<Position>> written = new ArrayList<>();
    for (LedgerPartition partition : partitions) {
      partition.epoch(epoch);
      written.add(ledger.append(partition.number(), handover.took()));
    }
    CompletableFuture.allOf(written.toArray(CompletableFuture[]::new))
        .whenComplete(
            (all, failure) ->
                mailbox.put(
                    failure == null
                        ? new Mail.StreamsTaken()
                        : new Mail.LedgerFailed(new KafkaException(failure))));
  }

  void asked(Poll poll) {
    if (poll.kind() == Poll.Kind.STREAM) {
      openReads.add(poll.job());
    }
  }

  void answered(Poll poll) {
    if (poll.kind() == Poll.Kind.STREAM) {
      openReads.remove(poll.job());
    }
  }

  /**
   * Lets open reads end and hands over what they brought and what is not known to be published.
   *
   * @param take takes up the answer of a read
   */
  void leave(LedgerPartitions partitions, Consumer<Mail.Answered> take) {
    try {
      awaitReads(take);
      write(partitions);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      // the next reader finds no mark that this one left, and reports what may be missing
      LOG.warn("could not hand over the streams: epoch={}", epoch, e);
    }
  }

  private void awaitReads(Consumer<Mail.Answered> take) throws InterruptedException {
    long deadline = System.nanoTime() + READS.toNanos();
    Optional<Mail> mail = mailbox.take();
    while (mail.isPresent() || (!openReads.isEmpty() && deadline - System.nanoTime() > 0)) {
      if (mail.isPresent()
          && mail.get() instanceof Mail.Answered answered
          && answered.poll().kind() == Poll.Kind.STREAM) {
        answered(answered.poll());
        take.accept(answered);
      }
      mail = mailbox.take();
      if (mail.isEmpty() && !openReads.isEmpty()) {
        mail = mailbox.take(Math.max(0, deadline - System.nanoTime()));
      }
    }
  }

  /** The mark that this reader left goes out only when it is known what was handed over. */
  private void write(LedgerPartitions partitions)
      throws ExecutionException, InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + WRITES.toNanos();
    List<LedgerPartition> taken =
        partitions.all().stream().filter(partition -> partition.epoch() == epoch).toList();
    Map<LedgerPartition, Map<ReaderHandedOver, CompletableFuture<Position>>> written =
        new LinkedHashMap<>();
    for (LedgerPartition partition : taken) {
      Map<ReaderHandedOver, CompletableFuture<Position>> entries = new LinkedHashMap<>();
      for (ReaderHandedOver entry : handover.chunks(partition.outbox().unacknowledged())) {
        entries.put(entry, ledger.append(partition.number(), entry));
      }
      written.put(partition, entries);
    }
    List<CompletableFuture<Position>> marks = new ArrayList<>();
    for (LedgerPartition partition : taken) {
      Set<JobId> lost = lost(partition, openReads, exactlyOnce);
      for (var entry : written.get(partition).entrySet()) {
        if (!arrived(entry.getValue(), deadline)) {
          lost.add(entry.getKey().job());
        }
      }
      marks.add(ledger.append(partition.number(), handover.left(lost)));
    }
    CompletableFuture.allOf(marks.toArray(CompletableFuture[]::new))
        .get(MARKS.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static boolean arrived(CompletableFuture<Position> written, long deadline)
      throws InterruptedException {
    try {
      written.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("chunks could not be handed over", e);
      return false;
    }
  }

  /**
   * Jobs with a read that is still open, or with a loss that no record tells of yet. Without
   * exactly-once the next reader may not know which losses were told.
   */
  static Set<JobId> lost(LedgerPartition partition, Set<Job> openReads, boolean exactlyOnce) {
    Set<JobId> lost = new LinkedHashSet<>(partition.outbox().endsWithGapsUnacknowledged());
    for (Job job : partition.jobs()) {
      boolean gap = job.cursor().gapAhead() || (!exactlyOnce && job.cursor().gapTold());
      if (openReads.contains(job) || gap) {
        lost.add(job.id());
      }
    }
    return lost;
  }
}
