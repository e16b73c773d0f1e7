package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.ledger.HandoverEntry;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerTail;
import io.runpod.kafka.connect.poll.LoneSchedule;
import io.runpod.kafka.connect.poll.Poll;
import io.runpod.kafka.connect.poll.PollLimits;
import io.runpod.kafka.connect.poll.PollSchedule;
import io.runpod.kafka.connect.source.LedgerPartition.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The rules of one source task, wired as the task wires them, but without a thread, a socket or a
 * clock: the model takes its steps one by one.
 */
final class ModelReader {
  static final EndpointId ENDPOINT = new EndpointId("ep1");
  private static final OutputSettings OUTPUTS = Outputs.split(10_000);
  private static final long LONGEST_RETRY = Duration.ofSeconds(60).toNanos();
  private static final PollLimits LIMITS =
      new PollLimits(
          8,
          5,
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          4,
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Optional.empty());

  final long epoch;
  private final boolean exactlyOnce;
  final List<Question> open = new ArrayList<>();
  private final ModelLedger ledger;
  private final LedgerPartitions partitions;
  private final Adoption adoption;
  private final HandoverWriter handover;
  private final EndpointWatch watch = new EndpointWatch(ENDPOINT, new KnownEndpoints(Set.of()));
  private final JobReader jobs;
  private final PollSchedule schedule;
  private final Map<Integer, Integer> positions = new HashMap<>();
  private Optional<Batch> pending = Optional.empty();
  private final Set<Job> nudgedInReplay = new LinkedHashSet<>();
  private Stage stage = Stage.REPLAYING;
  private long nextHealth = Long.MIN_VALUE;

  enum Stage {
    REPLAYING,
    TAKING_STREAMS,
    LIVE
  }

  /** A question on its way, and its answer once RunPod has dealt with it. */
  static final class Question {
    final Poll poll;
    final long askedAt;
    Optional<Answer> answer = Optional.empty();

    Question(Poll poll, long askedAt) {
      this.poll = poll;
      this.askedAt = askedAt;
    }
  }

  ModelReader(
      long epoch,
      boolean exactlyOnce,
      List<LedgerPartition> owned,
      ModelLedger ledger,
      Random random) {
    this.epoch = epoch;
    this.exactlyOnce = exactlyOnce;
    this.ledger = ledger;
    JobLife life = new JobLife(epoch);
    this.partitions =
        new LedgerPartitions(
            owned,
            new OutputRecords(
                new SourceSettings.Topics("status", "results", "stream", "health", "commands"),
                OUTPUTS),
            event -> {});
    this.adoption = new Adoption(owned, Map.of(ENDPOINT, true), exactlyOnce, life);
    this.handover = HandoverWriter.of(epoch, Set.of(ENDPOINT), OUTPUTS);
    this.jobs = new JobReader(life, watch, 1_000_000, random);
    this.schedule = LoneSchedule.of(LIMITS, 2_000, nanos(Instant.ofEpochMilli(epoch)));
    Map<Integer, LedgerTail.Span> spans = new HashMap<>();
    for (LedgerPartition partition : owned) {
      int from = (int) partition.remembered().replayFrom();
      positions.put(partition.number(), from);
      spans.put(partition.number(), new LedgerTail.Span(from, ledger.end(partition.number())));
    }
    adoption.began(spans);
    endReplay();
  }

  Collection<Integer> numbers() {
    return positions.keySet();
  }

  Stage stage() {
    return stage;
  }

  boolean behind() {
    return positions.entrySet().stream()
        .anyMatch(entry -> entry.getValue() < ledger.end(entry.getKey()));
  }

  int live() {
    return schedule.live();
  }

  boolean toTell() {
    return pending.isPresent() || partitions.all().stream().anyMatch(p -> p.outbox().size() > 0);
  }

  /** Takes up what was written before {@code until}: the ledger is read with little delay. */
  void follow(Instant until, Instant now) {
    for (int number : List.copyOf(positions.keySet())) {
      while (positions.get(number) < ledger.end(number)
          && ledger.read(number, positions.get(number)).at().isBefore(until)) {
        takeUp(number, now);
      }
    }
    endReplay();
  }

  /** Takes up some of what is new in the ledger. */
  void follow(int most, Instant now) {
    for (int number : List.copyOf(positions.keySet())) {
      for (int i = 0; i < most && positions.get(number) < ledger.end(number); i++) {
        takeUp(number, now);
      }
    }
    endReplay();
  }

  private void takeUp(int number, Instant now) {
    int offset = positions.merge(number, 1, Integer::sum) - 1;
    LedgerEntry entry = ledger.read(number, offset).entry();
    Effect effect = adoption.read(new LedgerTail.Read(number, offset, Optional.of(entry)), now);
    partitions.tell(effect.events());
    if (stage != Stage.LIVE && effect.next() == Effect.Next.NUDGE) {
      nudgedInReplay.addAll(effect.jobs());
    } else if (stage == Stage.LIVE) {
      effect.jobs().forEach(job -> apply(effect.next(), job, nanos(now)));
    }
  }

  private void endReplay() {
    if (stage == Stage.REPLAYING && adoption.replayed()) {
      adoption.finish();
      stage = Stage.TAKING_STREAMS;
    }
  }

  /** Says in the ledger who reads from now on. */
  void takeStreams(Instant now) {
    for (LedgerPartition partition : partitions.all()) {
      partition.epoch(epoch);
      ledger.append(partition.number(), handover.took(), now);
    }
    stage = Stage.LIVE;
    for (Job job : partitions.jobs()) {
      apply(Effect.Next.WATCH, job, nanos(now));
      if (job.retrying()) {
        apply(Effect.Next.HOLD, job, nanos(now));
      }
    }
    nudgedInReplay.forEach(job -> apply(Effect.Next.NUDGE, job, nanos(now)));
    nudgedInReplay.clear();
    partitions.jobsToTell().forEach(schedule::unpublished);
  }

  private void apply(Effect.Next next, Job job, long now) {
    switch (next) {
      case WATCH -> schedule.add(job, now);
      case NUDGE -> {
        schedule.add(job, now);
        schedule.nudge(job, now);
      }
      case SOON -> {
        schedule.add(job, now);
        schedule.soon(job, now);
      }
      case HOLD -> schedule.hold(job, now + LONGEST_RETRY);
      case RELEASE -> schedule.release(job, now);
    }
  }

  /** Asks what is due, and reads the endpoint's health now and then. */
  void ask(boolean healthy, Instant now) {
    if (now.toEpochMilli() >= nextHealth) {
      nextHealth = now.toEpochMilli() + 10_000;
      if (healthy) {
        watch.answered(now);
      }
    }
    while (watch.callable(now)) {
      Optional<Poll> poll = schedule.next(nanos(now));
      if (poll.isEmpty()) {
        return;
      }
      watch.called(now);
      assertThat(open)
          .as("two questions are open about %s", poll.get().job())
          .noneMatch(other -> other.poll.job() == poll.get().job());
      if (poll.get().kind() == Poll.Kind.STREAM) {
        assertThat(unpublished())
            .as("the stream is read on while something read before is unpublished")
            .doesNotContain(poll.get().job());
      }
      open.add(new Question(poll.get(), now.toEpochMilli()));
      assertThat(open.size()).isLessThanOrEqualTo(LIMITS.inFlight());
      assertThat(open.stream().filter(q -> q.poll.hold().compareTo(LIMITS.drainHold()) > 0).count())
          .isLessThanOrEqualTo(LIMITS.longPolls());
    }
  }

  private Set<Job> unpublished() {
    Set<Job> waiting = new HashSet<>(partitions.jobsToTell());
    pending.ifPresent(batch -> waiting.addAll(batch.jobs()));
    return waiting;
  }

  /** An answer arrives. */
  void deliver(Question question, Instant now) {
    open.remove(question);
    Job job = question.poll.job();
    PollOutcome outcome = jobs.read(question.poll, question.answer.orElseThrow(), now);
    schedule.answered(job, nanos(now));
    if (outcome.hint() == PollOutcome.Hint.THROTTLED) {
      schedule.throttled(nanos(now));
    } else if (outcome.hint() == PollOutcome.Hint.NO_STATUS_SYNC) {
      schedule.withoutStatusSync(nanos(now));
    }
    outcome.silence().ifPresent(time -> schedule.quiet(nanos(now.plus(time))));
    if (outcome.hint() == PollOutcome.Hint.MISSING) {
      schedule.missing(job, outcome.again().orElseThrow(), nanos(now));
    } else if (outcome.hint() == PollOutcome.Hint.THROTTLED) {
      schedule.refused(job, outcome.again().orElseThrow(), nanos(now));
    } else if (outcome.again().isPresent()) {
      schedule.postponed(job, outcome.again().get(), nanos(now));
    } else if (outcome.events().isEmpty()) {
      schedule.unchanged(job, nanos(now));
    }
    partitions.tell(outcome.events());
  }

  /** Appends the first jobs' entries again, as if they were far behind. */
  void carry(int most, Instant now) {
    for (LedgerPartition partition : partitions.all()) {
      for (Job job : partition.live().behind(Long.MAX_VALUE, now, most)) {
        if (Carriage.mayBeCarried(job)) {
          long from = partition.live().offsetOf(job);
          ledger.append(partition.number(), Carriage.entry(job, "source", from, now), now);
        }
      }
    }
  }

  /** Connect asks for records. */
  Optional<Batch> poll(Instant now) {
    pending = partitions.takeBatch(now);
    partitions.all().forEach(ModelReader::checkSnapshot);
    return pending;
  }

  /** What is kept up to date event by event is what a walk over all jobs would find. */
  private static void checkSnapshot(LedgerPartition partition) {
    TreeMap<Long, Cursor> cursors = new TreeMap<>();
    partition
        .live()
        .all()
        .forEach(job -> cursors.put(partition.live().offsetOf(job), job.cursor()));
    assertThat(partition.live().open()).isEqualTo(OpenJobs.of(cursors));
  }

  Optional<Batch> pending() {
    return pending;
  }

  /** Connect has published and committed what it was given, and asks for more. */
  void committed(Instant now) {
    Batch batch = pending.orElseThrow();
    pending = Optional.empty();
    batch.records().forEach(record -> partitions.acknowledged(record, true));
    partitions.settle();
    batch.jobs().forEach(job -> schedule.published(job, nanos(now)));
  }

  /** Kafka has some of what Connect was given, and will not take the rest. */
  void acknowledged(List<SourceRecord> records) {
    records.forEach(record -> partitions.acknowledged(record, true));
  }

  /** Writes to one partition of the ledger, if it succeeds. */
  interface Appender {
    boolean written(int partition, LedgerEntry entry);
  }

  /**
   * Stops in order and hands over. Questions that are answered by now are taken up.
   *
   * @param append writes to one ledger partition, unless that fails
   */
  void leave(Appender append, Instant now) {
    partitions.settle();
    for (Question question : List.copyOf(open)) {
      if (question.poll.kind() == Poll.Kind.STREAM && question.answer.isPresent()) {
        open.remove(question);
        takeUpLast(question, now);
      }
    }
    Set<Job> openReads = new HashSet<>();
    open.stream()
        .filter(question -> question.poll.kind() == Poll.Kind.STREAM)
        .forEach(question -> openReads.add(question.poll.job()));
    for (LedgerPartition partition : partitions.all()) {
      if (partition.epoch() != epoch) {
        continue;
      }
      Set<JobId> lost = StreamOwner.lost(partition, openReads, exactlyOnce);
      for (HandoverEntry.ReaderHandedOver over :
          handover.chunks(partition.outbox().unacknowledged())) {
        if (!append.written(partition.number(), over)) {
          lost.add(over.job());
        }
      }
      append.written(partition.number(), handover.left(lost));
    }
  }

  private void takeUpLast(Question question, Instant now) {
    try {
      partitions.tell(jobs.read(question.poll, question.answer.orElseThrow(), now).events());
    } catch (ConnectException refused) {
      assertThat(stage).isEqualTo(Stage.LIVE);
    }
  }

  static long nanos(Instant now) {
    return now.toEpochMilli() * 1_000_000;
  }
}
