package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.RunpodClient;
import io.runpod.kafka.connect.config.Version;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.ledger.LedgerTail;
import io.runpod.kafka.connect.ledger.LedgerTopic;
import io.runpod.kafka.connect.ledger.LedgerWriter;
import io.runpod.kafka.connect.poll.PollSchedule;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
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

  private final Clock clock = Clock.systemUTC();
  private SourceReader reader;
  private RunpodClient client;
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
    List<LedgerPartition> partitions = partitions(settings, ledger);
    long epoch = clock.millis();
    String clientId = settings.connector() + "-source-" + settings.taskIndex();
    client = new RunpodClient(settings.endpoint());
    writer = new LedgerWriter(settings.ledger(), clientId);
    reader = reader(settings, partitions, epoch);
    tail =
        new LedgerTail(
            settings.ledger(),
            clientId,
            partitions.stream()
                .collect(Collectors.toMap(LedgerPartition::number, LedgerPartition::replayFrom)),
            reader);
    tail.start();
    LOG.info(
        "source task started: endpoint={} ledger={} partitions={} epoch={}",
        settings.endpoint().endpointId(),
        ledger.name(),
        settings.ledgerPartitions(),
        epoch);
  }

  private SourceReader reader(
      SourceSettings settings, List<LedgerPartition> partitions, long epoch) {
    EndpointId endpoint = settings.endpoint().endpointId();
    EndpointWatch watch = new EndpointWatch();
    HealthReader health = new HealthReader(settings.healthInterval(), watch);
    JobLife life = new JobLife(epoch);
    Mailbox mailbox = new Mailbox();
    OutputRecords records =
        new OutputRecords(endpoint, settings.topics(), settings.outputMaxBytes());
    LedgerPartitions owned = new LedgerPartitions(partitions, records);
    PollSchedule schedule =
        new PollSchedule(settings.pollLimits(), settings.pollLimit(), System.nanoTime());
    HandoverWriter handover = new HandoverWriter(epoch, settings.outputMaxBytes());
    StreamOwner streams =
        new StreamOwner(settings.streamed(), epoch, handover, writer::append, mailbox);
    return new SourceReader(
        owned,
        records,
        schedule,
        new Asker(schedule, watch, health, streams, client::send, mailbox),
        new JobReader(
            life, watch, settings.endpoint().maxResponseBytes(), RandomGenerator.getDefault()),
        health,
        new Adoption(partitions, endpoint, settings.streamed(), settings.exactlyOnce(), life),
        streams,
        mailbox,
        clock);
  }

  private List<LedgerPartition> partitions(SourceSettings settings, LedgerTopic ledger) {
    List<Map<String, String>> keys =
        settings.ledgerPartitions().stream()
            .map(number -> Snapshot.sourcePartition(ledger.name(), number))
            .toList();
    Map<Map<String, String>, Map<String, Object>> offsets =
        context.offsetStorageReader().offsets(keys);
    List<LedgerPartition> partitions = new ArrayList<>();
    for (int number : settings.ledgerPartitions()) {
      var stored = Snapshot.fromMap(offsets.get(Snapshot.sourcePartition(ledger.name(), number)));
      stored.ifPresent(snapshot -> requireSameLedger(snapshot, ledger));
      partitions.add(
          new LedgerPartition(ledger.name(), ledger.id(), ledger.partitions(), number, stored));
    }
    return partitions;
  }

  private static void requireSameLedger(Snapshot snapshot, LedgerTopic ledger) {
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
    reader.acknowledged(record);
  }

  /** May be called after a start that failed half-way. */
  @Override
  public void stop() {
    if (tail != null) {
      tail.close();
      reader.stop();
    }
    if (writer != null) {
      writer.close(Duration.ofMillis(300));
    }
    if (client != null) {
      client.close();
    }
  }
}
