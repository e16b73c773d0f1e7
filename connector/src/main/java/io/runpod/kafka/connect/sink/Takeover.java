package io.runpod.kafka.connect.sink;

import static java.util.stream.Collectors.toSet;

import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.ledger.LedgerScan;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
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
  private static final long EVERY_SECONDS = 5;

  private final Source source;
  private final Queue<Outcome> outbox;
  private final KnownEndpoints known;
  private final LedgerPatience patience;
  private final ScheduledExecutorService thread;

  /** Not looked for yet, with the numbers of their assignments. */
  private final Queue<Map<TopicPartition, Long>> waiting = new ConcurrentLinkedQueue<>();

  /** Where the facts come from. */
  interface Source extends AutoCloseable {
    /** The commits of those partitions that have one. */
    Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions)
        throws InterruptedException;

    /** Which topics there are under these names now, as far as that can be seen. */
    Map<String, TopicId> topicIds(Set<String> topics) throws InterruptedException;

    /** Reads the ledger from a time on, or all of it. */
    void scan(Optional<Instant> since, LedgerScan.Listener listener);

    /** Ends what is under way. */
    @Override
    void close();
  }

  /**
   * @param known learns of the endpoints that took jobs of former owners
   */
  Takeover(String name, Source source, Queue<Outcome> outbox, KnownEndpoints known) {
    this.source = source;
    this.outbox = outbox;
    this.known = known;
    this.patience = new LedgerPatience(outbox);
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            run -> {
              Thread made = new Thread(run, name);
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Begins to look; the findings go to the outbox, for some partitions before others. What is
   * opened while the ledger is read is looked for at once when that is over. Any thread.
   */
  void begin(Map<TopicPartition, Long> opened) {
    waiting.add(Map.copyOf(opened));
    thread.execute(
        () -> {
          Map<TopicPartition, Long> all = new HashMap<>();
          for (var some = waiting.poll(); some != null; some = waiting.poll()) {
            all.putAll(some);
          }
          if (!all.isEmpty()) {
            patience.look(() -> find(all, Set.of()));
          }
        });
  }

  /** The same for partitions of topics that were created anew: their commits are of others. */
  void beginAnew(Map<TopicPartition, Long> opened) {
    Map<TopicPartition, Long> all = Map.copyOf(opened);
    thread.execute(() -> patience.look(() -> find(all, all.keySet())));
  }

  /**
   * Looks on where there was too much to be kept of what was found.
   *
   * @param offsets below which nothing matters any more
   * @param since no entry about the others was appended before
   */
  void lookOn(
      Map<TopicPartition, Long> assignments, Map<TopicPartition, Long> offsets, Instant since) {
    thread.execute(
        () ->
            patience.look(
                () -> scan(assignments, offsets, Optional.of(since), Map.of(), Set.of())));
  }

  /** Partitions with a note first: that is quick. Without one the whole ledger is read. */
  private void find(Map<TopicPartition, Long> opened, Set<TopicPartition> knownAnew)
      throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        new HashMap<>(source.committed(opened.keySet()));
    committed.keySet().retainAll(opened.keySet());
    Set<String> names = opened.keySet().stream().map(TopicPartition::topic).collect(toSet());
    Map<String, TopicId> topics = source.topicIds(names);
    FormerCommits commits = FormerCommits.of(committed, topics, knownAnew);
    Map<TopicPartition, Long> quick = commits.noted(opened);
    if (!quick.isEmpty()) {
      scan(quick, commits.offsets(), commits.since(), topics, Set.of());
    }
    Map<TopicPartition, Long> slow = commits.unnoted(opened);
    if (!slow.isEmpty()) {
      Map<TopicPartition, Long> found =
          scan(slow, commits.offsets(), Optional.empty(), topics, commits.anew());
      found.keySet().removeAll(commits.anew());
      found.forEach(Takeover::tellOfRecordsLeftOut);
    }
  }

  /** Somebody may have set the offsets back to have records submitted again. */
  private static void tellOfRecordsLeftOut(TopicPartition partition, long offset) {
    LOG.warn(
        "partition={} has no offset that this connector committed, and the ledger has jobs of its"
            + " records from offset={} on: where they are the same records still, they are not"
            + " submitted again. To have them submitted again, set the offsets through Connect's"
            + " REST interface. Records before that offset are submitted, also those that were so"
            + " long ago that the ledger no longer keeps it (runpod.ledger.retention.ms).",
        partition,
        offset);
  }

  /** Returns the first offset of each partition of which the ledger has something. */
  private Map<TopicPartition, Long> scan(
      Map<TopicPartition, Long> partitions,
      Map<TopicPartition, Long> offsets,
      Optional<Instant> since,
      Map<String, TopicId> topics,
      Set<TopicPartition> anew) {
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
    outbox.add(new Outcome.Scanned(findings, topics, anew));
    return found;
  }

  /** Looks now and then which topics the names stand for. */
  void watch(Supplier<Set<String>> topics) {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> look(topics.get()), EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  private void look(Set<String> topics) {
    try {
      if (!topics.isEmpty()) {
        outbox.add(new Outcome.TopicsSeen(source.topicIds(topics)));
      }
    } catch (InterruptedException | InterruptException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.debug("cannot look whether a topic was created anew; going on", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    source.close();
  }
}
