package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.config.Version;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.ledger.LedgerTail;
import io.runpod.kafka.connect.ledger.LedgerTopic;
import io.runpod.kafka.connect.ledger.LedgerWriter;
import io.runpod.kafka.connect.metrics.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the jobs of some ledger partitions and publishes what becomes of them. The task's thread
 * owns all state; other threads only fill its mailbox.
 */
public final class RunpodSourceTask extends SourceTask {
  private static final Logger LOG = LoggerFactory.getLogger(RunpodSourceTask.class);

  /** What is left of the time of a stop when the streams are handed over. */
  static final Duration LAST_WRITES = Duration.ofMillis(300);

  private final Clock clock = Clock.systemUTC();
  private SourceParts parts;
  private SourceReader reader;
  private Metrics metrics;
  private LedgerWriter writer;
  private LedgerTail tail;

  @Override
  public String version() {
    return Version.get();
  }

  @Override
  public void start(Map<String, String> props) {
    SourceSettings settings = SourceSettings.of(props);
    LedgerTopic ledger = LedgerTopic.ensure(settings.ledger());
    OutputTopics.check(settings, props);
    follow(settings, props, ledger);
    warnOfRepeats(settings);
  }

  /** Starts with a ledger that is there. */
  void follow(SourceSettings settings, Map<String, String> props, LedgerTopic ledger) {
    List<LedgerPartition> partitions = partitions(settings, ledger);
    long epoch = clock.millis();
    String clientId = settings.connector() + "-source-" + settings.taskIndex();
    writer = new LedgerWriter(settings.ledger(), clientId);
    metrics = Metrics.of(context, settings.connector(), settings.taskIndex());
    parts = new SourceParts(settings, props, partitions, epoch, metrics, clock);
    reader = parts.reader(writer::append, () -> tail.askEnds());
    tail = parts.tail(clientId);
    tail.start();
    LOG.info(
        "source task started: endpoints={} ledger={} partitions={} epoch={}",
        settings.endpoints().stream().map(PollSettings::id).toList(),
        ledger.name(),
        settings.ledgerPartitions(),
        epoch);
  }

  private static void warnOfRepeats(SourceSettings settings) {
    if (!settings.exactlyOnce()) {
      LOG.warn(
          "{} is not \"required\": unless the worker has exactly.once.source.support=enabled,"
              + " records may come again after a crash. Consumers drop repeats by the header"
              + " runpod.event.id",
          SourceSettings.EXACTLY_ONCE);
    }
  }

  private List<LedgerPartition> partitions(SourceSettings settings, LedgerTopic ledger) {
    List<Map<String, String>> keys =
        settings.ledgerPartitions().stream()
            .map(number -> Snapshot.sourcePartition(ledger.name(), number))
            .toList();
    Map<Map<String, String>, Map<String, Object>> offsets =
        context.offsetStorageReader().offsets(keys);
    Set<EndpointId> endpoints =
        settings.endpoints().stream().map(PollSettings::id).collect(Collectors.toSet());
    List<LedgerPartition> partitions = new ArrayList<>();
    for (int number : settings.ledgerPartitions()) {
      var stored = Snapshot.fromMap(offsets.get(Snapshot.sourcePartition(ledger.name(), number)));
      stored.ifPresent(snapshot -> requireSameLedger(snapshot, ledger));
      partitions.add(
          new LedgerPartition(
              ledger.name(), ledger.id(), ledger.partitions(), number, endpoints, stored));
    }
    return partitions;
  }

  static void requireSameLedger(Snapshot snapshot, LedgerTopic ledger) {
    if (!snapshot.ledgerId().equals(ledger.id())
        || snapshot.ledgerPartitions() != ledger.partitions()) {
      throw new ConnectException(
          "runpod.ledger.topic: "
              + ledger.name()
              + " is not the topic this connector's offsets belong to (it was created anew, or its"
              + " partitions were changed). Stop the connector, delete its offsets through"
              + " Connect's REST interface and start it again; it then reads the ledger from its"
              + " beginning.");
    }
  }

  @Override
  public List<SourceRecord> poll() throws InterruptedException {
    return reader.poll();
  }

  @Override
  public void commitRecord(SourceRecord record, RecordMetadata metadata) {
    // metadata is null if a transformation dropped the record, which is as good as published
    reader.acknowledged(record, metadata != null);
  }

  @Override
  public void commit() {
    reader.committed();
  }

  /** May be called after a start that failed half-way. */
  @Override
  public void stop() {
    if (parts != null) {
      // first, whatever fails after it: a share that stays behind would be lent to others
      parts.giveBack();
    }
    if (metrics != null) {
      metrics.close();
    }
    if (tail != null) {
      tail.close();
      reader.stop();
    }
    if (writer != null) {
      writer.close(LAST_WRITES);
    }
    if (parts != null) {
      parts.close();
    }
  }
}
