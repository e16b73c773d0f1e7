package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.BodyRoom;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.api.RunpodClient;
import io.runpod.kafka.connect.config.Version;
import io.runpod.kafka.connect.flow.WorkerLimit;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.QueueWarning;
import io.runpod.kafka.connect.ledger.LedgerTail;
import io.runpod.kafka.connect.ledger.LedgerTopic;
import io.runpod.kafka.connect.ledger.LedgerWriter;
import io.runpod.kafka.connect.metrics.CallMeter;
import io.runpod.kafka.connect.metrics.Metrics;
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

  /**
   * Of answers that are being read or wait for the task's thread; what is over it waits outside.
   */
  private static final long ANSWER_BYTES = 32L * 1024 * 1024;

  /** What is left of the time of a stop when the streams are handed over. */
  static final Duration LAST_WRITES = Duration.ofMillis(300);

  private final Clock clock = Clock.systemUTC();
  private SourceReader reader;
  private Metrics metrics;
  private final List<RunpodClient> clients = new ArrayList<>();
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
    writer = new LedgerWriter(settings.ledger(), clientId);
    metrics = Metrics.of(context, settings.connector(), settings.taskIndex());
    BodyRoom room = new BodyRoom(ANSWER_BYTES);
    Mailbox mailbox = new Mailbox(room::taken);
    LedgerIntake intake = new LedgerIntake();
    reader = reader(settings, props, partitions, epoch, room, mailbox, intake);
    tail =
        new LedgerTail(
            settings.ledger(),
            clientId,
            partitions.stream()
                .collect(Collectors.toMap(LedgerPartition::number, LedgerPartition::replayFrom)),
            new LedgerMail(mailbox, intake));
    tail.start();
    LOG.info(
        "source task started: endpoints={} ledger={} partitions={} epoch={}",
        settings.endpoints().stream().map(PollSettings::id).toList(),
        ledger.name(),
        settings.ledgerPartitions(),
        epoch);
    warnOfRepeats(settings);
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

  private SourceReader reader(
      SourceSettings settings,
      Map<String, String> props,
      List<LedgerPartition> partitions,
      long epoch,
      BodyRoom room,
      Mailbox mailbox,
      LedgerIntake intake) {
    JobLife life = new JobLife(epoch);
    OutputRecords records = new OutputRecords(settings.topics(), settings.outputs());
    HandoverWriter handover = HandoverWriter.of(epoch, settings.outputs());
    StreamOwner streams = new StreamOwner(epoch, handover, writer::append, mailbox);
    Map<EndpointId, Boolean> streamed =
        settings.endpoints().stream()
            .collect(Collectors.toMap(PollSettings::id, PollSettings::streamed));
    KnownEndpoints known = new KnownEndpoints(streamed.keySet());
    TellingMeter told = new TellingMeter(streamed.keySet());
    told.show(metrics);
    LedgerPartitions owned = new LedgerPartitions(partitions, records, told::count);
    owned.show(metrics);
    Adoption adoption = new Adoption(partitions, streamed, settings.exactlyOnce(), life);
    adoption.show(metrics);
    return new SourceReader(
        owned,
        records,
        new EndpointReaders(
            settings.endpoints().stream()
                .map(
                    one ->
                        endpoint(
                            one,
                            known,
                            new Releases(settings.outputs().release()),
                            life,
                            streams,
                            mailbox,
                            room))
                .toList()),
        adoption,
        new Tenure(
            adoption, () -> streams.take(owned.all()), () -> tail.askEnds(), System::nanoTime),
        streams,
        new JobCare(
            life, settings.care().timeout(), () -> OutputTopics.checkCommands(settings, props)),
        new Carriage(settings.connector(), settings.ledger().retention(), writer::append),
        mailbox,
        intake,
        clock);
  }

  private EndpointReader endpoint(
      PollSettings endpoint,
      KnownEndpoints known,
      Releases releases,
      JobLife life,
      StreamOwner streams,
      Mailbox mailbox,
      BodyRoom room) {
    RunpodClient client = new RunpodClient(endpoint.settings(), room);
    clients.add(client);
    EndpointWatch watch = new EndpointWatch(endpoint.id(), known);
    HealthReader health = new HealthReader(endpoint.healthInterval(), watch);
    PollSchedule schedule =
        new PollSchedule(
            endpoint.pollLimits(),
            new WorkerLimit(endpoint.pollLimit(), endpoint.pollLimitPerWorker()),
            System.nanoTime());
    Metrics own = metrics.tagged("endpoint", endpoint.id().value());
    CallMeter calls = new CallMeter(client::send);
    calls.show(own, Asker.CALLED);
    WatchedJobs watched = new WatchedJobs(clock);
    watched.show(own);
    return new EndpointReader(
        endpoint.id(),
        schedule,
        new Asker(endpoint.id(), schedule, watch, health, streams, releases, calls::send, mailbox),
        new JobReader(
            life, watch, endpoint.settings().maxResponseBytes(), RandomGenerator.getDefault()),
        health,
        watched,
        releases,
        new QueueWarning(endpoint.queueWarn()));
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
    clients.forEach(RunpodClient::close);
  }
}
