package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.ledger.LedgerScan;
import io.runpod.kafka.connect.ledger.LedgerSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out, on a thread of its own, what former owners of newly opened partitions have submitted
 * beyond the commit.
 *
 * <p>What a former owner writes after the scan's end is not seen. Connect opens a partition only
 * after the former owner's {@code close()}, with eager and cooperative rebalancing alike, and that
 * waits up to 2 s for open answers: what comes later still is the in-doubt window that remains.
 */
final class Takeover implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Source source;
  private final Queue<Outcome> outbox;
  private final KnownEndpoints known;
  private final ExecutorService thread;

  /** Where the facts come from. */
  interface Source {
    /** The commits of those partitions that have one. */
    Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions)
        throws InterruptedException;

    /** Reads the ledger from a time on, or all of it. */
    void scan(Optional<Instant> since, LedgerScan.Listener listener);
  }

  /** The facts as Kafka has them. */
  static Source kafka(SinkSettings settings) {
    return new Source() {
      @Override
      public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions)
          throws InterruptedException {
        return GroupOffsets.read(settings.ledger(), settings.group(), partitions);
      }

      @Override
      public void scan(Optional<Instant> since, LedgerScan.Listener listener) {
        LedgerScan.run(
            settings.ledger(),
            "runpod-takeover-" + settings.connector() + '-' + settings.taskIndex(),
            settings.connector(),
            since,
            listener);
      }
    };
  }

  /**
   * @param known learns of the endpoints that took jobs of former owners
   */
  Takeover(String name, Source source, Queue<Outcome> outbox, KnownEndpoints known) {
    this.source = source;
    this.outbox = outbox;
    this.known = known;
    this.thread =
        Executors.newSingleThreadExecutor(
            run -> {
              Thread made = new Thread(run, name);
              made.setDaemon(true);
              return made;
            });
  }

  /** Begins to look; the findings go to the outbox, for some partitions before others. */
  void begin(Map<TopicPartition, Long> opened) {
    if (!opened.isEmpty()) {
      thread.execute(() -> findOrFail(Map.copyOf(opened)));
    }
  }

  private void findOrFail(Map<TopicPartition, Long> opened) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        find(opened);
        return;
      } catch (InterruptedException | InterruptException stopped) {
        return;
      } catch (RuntimeException e) {
        if (!(e instanceof KafkaException) || System.nanoTime() - deadline > 0) {
          outbox.add(new Outcome.Failed(failure(e)));
          return;
        }
        LOG.warn("ledger cannot be read yet: {}", e.getMessage());
      }
      try {
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  private static ConnectException failure(RuntimeException cause) {
    return new ConnectException(
        LedgerSettings.BOOTSTRAP_SERVERS
            + ": the ledger cannot be read, so it is unknown what was submitted before: "
            + cause.getMessage(),
        cause);
  }

  /** Partitions with a note first: that is quick. Without one the whole ledger is read. */
  private void find(Map<TopicPartition, Long> opened) throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> commits = source.committed(opened.keySet());
    Map<TopicPartition, Long> quick = new HashMap<>();
    Map<TopicPartition, Long> slow = new HashMap<>(opened);
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Optional<Instant> oldest = Optional.empty();
    for (Map.Entry<TopicPartition, OffsetAndMetadata> commit : commits.entrySet()) {
      TopicPartition partition = commit.getKey();
      offsets.put(partition, commit.getValue().offset());
      Optional<Instant> since =
          CommitNote.parse(commit.getValue().metadata()).map(CommitNote::since);
      if (since.isPresent() && opened.containsKey(partition)) {
        quick.put(partition, slow.remove(partition));
        oldest = oldest.filter(before -> before.isBefore(since.get())).or(() -> since);
      }
    }
    if (!quick.isEmpty()) {
      scan(quick, offsets, oldest);
    }
    if (!slow.isEmpty()) {
      scan(slow, offsets, Optional.empty()).forEach(Takeover::tellOfRecordsLeftOut);
    }
  }

  /** Somebody may have set the offsets back to have records submitted again. */
  private static void tellOfRecordsLeftOut(TopicPartition partition, long offset) {
    LOG.warn(
        "partition={} has no offset that this connector committed, and the ledger has jobs of its"
            + " records from offset={} on: where they are the same records still, they are not"
            + " submitted again. To have them submitted again, set the offsets through Connect's"
            + " REST interface.",
        partition,
        offset);
  }

  /** Returns the first offset of each partition of which the ledger has something. */
  private Map<TopicPartition, Long> scan(
      Map<TopicPartition, Long> partitions,
      Map<TopicPartition, Long> offsets,
      Optional<Instant> since) {
    long began = System.nanoTime();
    LedgerFindings findings =
        new LedgerFindings(partitions, offsets, since.map(Instant::toEpochMilli).orElse(0L));
    source.scan(since, findings);
    LOG.info(
        "ledger read since={} in {} ms for partitions={}",
        since.map(Instant::toString).orElse("start"),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
        partitions.keySet());
    Map<TopicPartition, Long> found = findings.firstOffsets();
    known.addAll(findings.endpoints());
    outbox.add(new Outcome.Scanned(findings));
    return found;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
