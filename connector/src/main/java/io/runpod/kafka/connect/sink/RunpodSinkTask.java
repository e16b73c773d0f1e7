package io.runpod.kafka.connect.sink;

import io.runpod.kafka.connect.api.Endpoints;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.api.Operation;
import io.runpod.kafka.connect.config.Version;
import io.runpod.kafka.connect.flow.SendLease;
import io.runpod.kafka.connect.flow.WaterMarks;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.metrics.Metrics;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
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
  static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
  static final Duration STOP_PATIENCE = Duration.ofSeconds(1);
  private static final Duration LEDGER_PATIENCE = Duration.ofSeconds(10);
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
  private Takeover takeover;
  private Intake intake;
  private StartsOver startsOver;
  private LongHistories longHistories;
  private SendLease lease;
  private WaterMarks marks;
  private boolean paused;
  private boolean assignmentChanged;
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
    takeover = new Takeover(name + "-takeover", connections.formerOwners(), outbox, known);
    DeadLetters deadLetters =
        new DeadLetters(Optional.ofNullable(context.errantRecordReporter()), settings.onReject());
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
    marks = new WaterMarks(settings.bufferRecords(), settings.bufferBytes());
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
    var unused =
        LateAnswers.settled(settings.connector(), partitions)
            .whenComplete((settled, tooLate) -> takeover.begin(opened));
    assignmentChanged = true;
  }

  /** No answer comes later than this, and the ledger has taken it by then or will not soon. */
  private Duration latest() {
    Duration exchange =
        longest(
            endpoints.values().stream()
                .flatMap(one -> Arrays.stream(Operation.values()).map(one.endpoint()::deadline)));
    Duration held = longest(endpoints.values().stream().map(one -> one.runsync().hold()));
    return exchange.plus(longest(Stream.of(held, intake.longestHold()))).plus(LEDGER_PATIENCE);
  }

  private static Duration longest(Stream<Duration> durations) {
    return durations.max(Comparator.naturalOrder()).orElseThrow();
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
    keepWaterMarks();
    askForCommit(now);
    context.timeout(intake.unfinished() > 0 ? BUSY_TIMEOUT_MS : IDLE_TIMEOUT_MS);
  }

  private void keepWaterMarks() {
    boolean full = marks.full(intake.unfinished(), intake.bytes());
    if (full != paused || (full && assignmentChanged)) {
      TopicPartition[] assigned = intake.assigned().toArray(TopicPartition[]::new);
      if (full) {
        context.pause(assigned);
      } else {
        context.resume(assigned);
      }
    }
    paused = full;
    assignmentChanged = false;
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
    Set<Long> ended = intake.close(partitions);
    CompletableFuture<Void> settled = engines.revoke(ended);
    LateAnswers.leave(settings.connector(), partitions, settled, latest());
    await(settled, CLOSE_PATIENCE);
  }

  /**
   * Returns soon, whatever is open. What RunPod accepts later still has to get into the ledger, or
   * nobody would ever read those jobs: the engines live on until then, sending nothing.
   */
  @Override
  public void stop() {
    if (takeover != null) {
      takeover.close();
    }
    if (metrics != null) {
      metrics.close();
    }
    if (engines == null) {
      return;
    }
    CompletableFuture<Void> settled = engines.stop();
    if (await(settled, STOP_PATIENCE)) {
      release();
    } else {
      var unused =
          settled
              .orTimeout(latest().toMillis(), TimeUnit.MILLISECONDS)
              .whenCompleteAsync((done, tooLate) -> release());
    }
  }

  private void release() {
    engines.close();
    connections.close();
    LOG.info("submitting ended: {}", counters);
  }

  private static boolean await(CompletableFuture<Void> settled, Duration patience) {
    try {
      settled.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      LOG.info("submits are still open after {} ms", patience.toMillis());
    } catch (ExecutionException e) {
      throw new IllegalStateException("never fails", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
