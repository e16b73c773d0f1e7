package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Endpoints;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.config.Version;
import io.runpod.kafka.connect.flow.SendLease;
import io.runpod.kafka.connect.flow.WaterMarks;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.metrics.Metrics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connect's side of the sink. All of it runs on the task's thread and returns at once: HTTP and the
 * ledger are the engine's, what former owners did is the take-over's.
 */
public final class RunpodSinkTask extends SinkTask {
  private static final Logger LOG = LoggerFactory.getLogger(RunpodSinkTask.class);
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final long COMMIT_EVERY = Duration.ofSeconds(1).toNanos();
  private static final long BUSY_TIMEOUT_MS = 100;
  private static final long IDLE_TIMEOUT_MS = 1_000;

  private final Function<Map<EndpointId, SinkSettings>, Connections> connect;
  private final Counters counters = new Counters();
  private final Backlog backlog = new Backlog();
  private Metrics metrics;
  private Map<EndpointId, SinkSettings> endpoints;
  private SinkSettings settings;
  private Connections connections;
  private Engines engines;
  private OpenAnswers openAnswers;
  private Takeover takeover;
  private Intake intake;
  private StartsOver startsOver;
  private LongHistories longHistories;
  private SendLease lease;
  private Pauses pauses;
  private long committedFinished;
  private long commitAskedAt;

  /** For Connect. */
  public RunpodSinkTask() {
    this(Connections::open);
  }

  RunpodSinkTask(Function<Map<EndpointId, SinkSettings>, Connections> connect) {
    this.connect = connect;
  }

  @Override
  public String version() {
    return Version.get();
  }

  @Override
  public void start(Map<String, String> props) {
    endpoints = SinkSettings.byEndpoint(props);
    settings = SinkSettings.common(endpoints);
    String name = "runpod-sink-" + settings.connector() + '-' + settings.taskIndex();
    Queue<Outcome> outbox = new ConcurrentLinkedQueue<>();
    long now = System.nanoTime();
    connections = connect.apply(endpoints);
    metrics = Metrics.of(context, settings.connector(), settings.taskIndex());
    counters.show(metrics);
    backlog.show(metrics);
    KnownEndpoints known = new KnownEndpoints(endpoints.keySet());
    engines = new Engines(name, endpoints, connections, outbox, known, counters, metrics, now);
    openAnswers = new OpenAnswers(endpoints, engines, () -> intake.longestHold(), this::release);
    takeover = new Takeover(name + "-takeover", connections.formerOwners(), outbox, known);
    DeadLetters deadLetters =
        new DeadLetters(
            Optional.ofNullable(context.errantRecordReporter())
                .filter(
                    reporter ->
                        settings.onReject() == SinkSettings.RejectPolicy.DLQ
                            || SinkChecks.haveDeadLetterQueue(props::get)),
            settings.onReject());
    InputPartitions partitions = new InputPartitions();
    SubmissionMaker maker = new SubmissionMaker(endpoints, Endpoints.defaultId(props));
    intake =
        new Intake(
            settings,
            partitions,
            maker,
            deadLetters,
            engines.submits(),
            engines.commands(),
            outbox,
            counters);
    startsOver = new StartsOver(partitions, takeover, context);
    longHistories = new LongHistories(partitions, takeover);
    takeover.watch(partitions::topics);
    lease = new SendLease(LEASE, now);
    pauses = new Pauses(new WaterMarks(settings.bufferRecords(), settings.bufferBytes()), context);
    commitAskedAt = now;
    engines.start();
    endpoints
        .values()
        .forEach(one -> LOG.info("submitting to endpoint={}", one.endpoint().endpointUrl()));
  }

  /**
   * Holds the partitions' records back until it is known what was submitted before. Where a task of
   * this JVM had them, its late answers are waited for: the ledger does not have them yet.
   */
  @Override
  public void open(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> opened = intake.open(partitions);
    Map<TopicPartition, Long> settled = new HashMap<>(opened);
    LateAnswers.of(settings.connector(), partitions)
        .forEach(
            (partition, late) -> {
              Map<TopicPartition, Long> one = Map.of(partition, settled.remove(partition));
              var unused = late.whenComplete((done, tooLate) -> takeover.begin(one));
            });
    takeover.begin(settled);
    pauses.opened();
  }

  /**
   * @throws ConnectException naming what has to change, if the task cannot go on
   */
  @Override
  public void put(Collection<SinkRecord> records) {
    long now = System.nanoTime();
    engines.maySendUntil(lease.seen(now));
    startsOver.begin();
    intake.drain();
    intake.take(records);
    startsOver.end();
    longHistories.readOn();
    if (intake.failure().isPresent()) {
      throw new ConnectException(
          intake.failure().get().getMessage(), intake.failure().get().getCause());
    }
    backlog.is(intake.unfinished(), intake.bytes(), intake.oldest());
    pauses.keep(intake);
    askForCommit(now);
    context.timeout(intake.unfinished() > 0 ? BUSY_TIMEOUT_MS : IDLE_TIMEOUT_MS);
  }

  /** Asked for here, for from another thread Connect would see it a poll later. */
  private void askForCommit(long now) {
    if (intake.finished() != committedFinished && now - commitAskedAt >= COMMIT_EVERY) {
      committedFinished = intake.finished();
      commitAskedAt = now;
      context.requestCommit();
    }
  }

  /** Throws nothing: Connect would swallow it and rewind. The next {@link #put} throws. */
  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> currentOffsets) {
    intake.drain();
    return intake.toCommit(currentOffsets);
  }

  /**
   * Sends nothing more of these partitions and waits a little for what is on its way: the next
   * owner finds in the ledger what was written when this returns.
   */
  @Override
  public void close(Collection<TopicPartition> partitions) {
    openAnswers.close(intake.close(partitions));
  }

  /** Returns soon, whatever is open; may be called after a start that failed half-way. */
  @Override
  public void stop() {
    if (takeover != null) {
      takeover.close();
    }
    if (metrics != null) {
      metrics.close();
    }
    if (openAnswers != null) {
      openAnswers.stop();
    }
  }

  private void release() {
    engines.close();
    connections.close();
    LOG.info("submitting ended: {}", counters);
  }
}
