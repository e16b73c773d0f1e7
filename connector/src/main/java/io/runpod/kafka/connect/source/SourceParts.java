package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.api.BodyRoom;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.api.Quotas;
import io.runpod.kafka.connect.api.RunpodClient;
import io.runpod.kafka.connect.flow.WorkerLimit;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.QueueWarning;
import io.runpod.kafka.connect.ledger.LedgerTail;
import io.runpod.kafka.connect.metrics.CallMeter;
import io.runpod.kafka.connect.metrics.Metrics;
import io.runpod.kafka.connect.poll.PollSchedule;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Makes the parts of a source task fit together, from its settings; starts nothing. Owned by the
 * task's thread.
 */
final class SourceParts implements AutoCloseable {
  /**
   * Of answers that are being read or wait for the task's thread; what is over it waits outside.
   */
  private static final long ANSWER_BYTES = 32L * 1024 * 1024;

  private final SourceSettings settings;
  private final Map<String, String> props;
  private final List<LedgerPartition> partitions;
  private final long epoch;
  private final Metrics metrics;
  private final Clock clock;
  private final JobLife life;
  private final BodyRoom room = new BodyRoom(ANSWER_BYTES);
  private final Mailbox mailbox = new Mailbox(room::taken);
  private final LedgerIntake intake = new LedgerIntake();
  private final List<RunpodClient> clients = new ArrayList<>();
  private final List<Quotas> quotas = new ArrayList<>();

  /**
   * @param epoch start of the task in epoch ms
   */
  SourceParts(
      SourceSettings settings,
      Map<String, String> props,
      List<LedgerPartition> partitions,
      long epoch,
      Metrics metrics,
      Clock clock) {
    this.settings = settings;
    this.props = props;
    this.partitions = partitions;
    this.epoch = epoch;
    this.metrics = metrics;
    this.clock = clock;
    this.life = new JobLife(epoch);
  }

  /**
   * @param ledger where the task's own entries go
   * @param askLedgerEnds asks the tail of {@link #tail} where the ledger ends
   */
  SourceReader reader(StreamOwner.Appender ledger, Runnable askLedgerEnds) {
    OutputRecords records = new OutputRecords(settings.topics(), settings.outputs());
    Map<EndpointId, Boolean> streamed =
        settings.endpoints().stream()
            .collect(Collectors.toMap(PollSettings::id, PollSettings::streamed));
    HandoverWriter handover = HandoverWriter.of(epoch, streamed.keySet(), settings.outputs());
    StreamOwner streams = new StreamOwner(epoch, handover, ledger, mailbox, settings.exactlyOnce());
    KnownEndpoints known = new KnownEndpoints(streamed.keySet());
    TellingMeter told = new TellingMeter(streamed.keySet());
    told.show(metrics);
    LedgerPartitions owned = new LedgerPartitions(partitions, records, told::count);
    owned.show(metrics);
    Adoption adoption = new Adoption(partitions, streamed, settings.exactlyOnce(), life);
    adoption.show(metrics);
    return new SourceReader(
        owned,
        new HealthRecords(settings.topics().health()),
        new EndpointReaders(
            settings.endpoints().stream().map(one -> endpoint(one, known, streams)).toList()),
        adoption,
        new Tenure(adoption, () -> streams.take(owned.all()), askLedgerEnds, System::nanoTime),
        streams,
        new JobCare(
            life, settings.care().timeout(), () -> OutputTopics.checkCommands(settings, props)),
        new Carriage(settings.connector(), settings.ledger().retention(), ledger),
        mailbox,
        intake,
        clock);
  }

  private EndpointReader endpoint(
      PollSettings endpoint, KnownEndpoints known, StreamOwner streams) {
    RunpodClient client = new RunpodClient(endpoint.settings(), room);
    clients.add(client);
    EndpointWatch watch = new EndpointWatch(endpoint.id(), known);
    HealthReader health = new HealthReader(endpoint.healthInterval(), watch);
    Quotas shares = new Quotas(settings.connector(), endpoint.id(), settings.taskIndex());
    quotas.add(shares);
    PollSchedule schedule =
        new PollSchedule(
            endpoint.pollLimits(),
            new WorkerLimit(endpoint.pollLimit(), endpoint.pollLimitPerWorker()),
            // RunPod counts all reads of jobs together
            shares.of(Operation.STATUS, endpoint.pollLimit()));
    Metrics own = metrics.tagged("endpoint", endpoint.id().value());
    CallMeter calls = new CallMeter(client::send);
    calls.show(own, Asker.CALLED);
    Releases releases = new Releases(settings.outputs().release());
    WatchedJobs watched = new WatchedJobs(clock);
    watched.show(own);
    watch.show(own);
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

  /** Reads the ledger into the reader's mailbox, once it is started. */
  LedgerTail tail(String clientId) {
    return new LedgerTail(
        settings.ledger(),
        clientId,
        partitions.stream()
            .collect(Collectors.toMap(LedgerPartition::number, p -> p.remembered().replayFrom())),
        new LedgerMail(mailbox, intake));
  }

  /** Gives the shares of RunPod's limits back: nothing is asked any more. */
  void giveBack() {
    quotas.forEach(Quotas::close);
  }

  /** Ends the connections to RunPod. */
  @Override
  public void close() {
    clients.forEach(RunpodClient::close);
  }
}
