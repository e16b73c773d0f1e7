package io.runpod.kafka.connect.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.Call;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.Jobs;
import io.runpod.kafka.connect.job.QueueWarning;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.CommandEntry;
import io.runpod.kafka.connect.ledger.HandoverEntry;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerTail.Read;
import io.runpod.kafka.connect.ledger.LedgerTail.Span;
import io.runpod.kafka.connect.ledger.LedgerWriter.Position;
import io.runpod.kafka.connect.poll.LoneSchedule;
import io.runpod.kafka.connect.poll.PollLimits;
import io.runpod.kafka.connect.poll.PollSchedule;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

/** The loop with a RunPod and a ledger made of lambdas, on the test's own thread. */
class SourceReaderTest {
  private static final long EPOCH = 77;
  private static final EndpointId ENDPOINT = new EndpointId("ep1");
  private static final Set<EndpointId> READ = Set.of(ENDPOINT);
  private static final RequestRef REQUEST =
      new RequestRef("runpod.jobs", 0, 0, 1, Optional.empty());
  private static final String GIVEN_UP =
      "{\"id\":\"a\",\"status\":\"FAILED\",\"error\":\"job timed out after 1 retries\"}";

  private final List<LedgerEntry> ledger = new ArrayList<>();
  private final List<CompletableFuture<Answer>> openStreams = new ArrayList<>();
  private final List<Call> released = new ArrayList<>();
  private RunPod runpod = new RunPod();
  private LedgerMail inLedger;
  private int calls;
  private OptionalLong lastDecided = OptionalLong.empty();
  private int ledgerEndsAsked;
  private Duration away = Duration.ZERO;
  private CompletableFuture<Void> acknowledged = CompletableFuture.completedFuture(null);
  private boolean refusesChunks;
  private boolean streamed = true;
  private int ledgerPartition;
  private Optional<Duration> announcedInterval = Optional.empty();
  private boolean commandsTopicMissing;
  private Duration patience = Duration.ofMinutes(10);
  private Optional<Snapshot> stored = Optional.empty();
  private Runnable askLedgerEnds = () -> ledgerEndsAsked++;

  /** What the fake RunPod says, by operation. */
  private static class RunPod {
    String status = "{\"id\":\"a\",\"status\":\"IN_QUEUE\"}";
    Optional<String> stream = Optional.of("{\"status\":\"IN_PROGRESS\",\"stream\":[]}");
    int code = 200;
    Optional<String> retryAfter = Optional.empty();
    int statusCalls;
    int healthCalls;
  }

  @Test
  void readsAJobFromTheLedgerToItsResult() throws InterruptedException {
    SourceReader reader = reader();
    adopt("a");
    runpod.status = "{\"id\":\"a\",\"status\":\"COMPLETED\",\"output\":{\"n\":1.00}}";
    runpod.stream = Optional.of("{\"status\":\"COMPLETED\",\"stream\":[]}");

    List<SourceRecord> records = pollUntil(reader, "results");

    assertThat(records)
        .extracting(SourceRecord::topic)
        .containsExactly("status", "status", "stream", "results");
    Struct result = (Struct) records.get(3).value();
    assertThat(result.getString("output")).isEqualTo("{\"n\":1.00}");
    assertThat(records).allSatisfy(r -> assertThat(r.key()).isEqualTo("a"));
  }

  @Test
  void readsHealthThoughAnotherTaskPublishesIt() throws InterruptedException {
    ledgerPartition = 1;
    SourceReader reader = reader();
    inLedger.began(Map.of(1, new Span(0, 0)));

    assertThat(reader.poll()).isNull();

    assertThat(runpod.healthCalls).isEqualTo(1);
  }

  @Test
  void publishesHealthAsTheOwnerOfTheFirstLedgerPartition() throws InterruptedException {
    SourceReader reader = reader();
    inLedger.began(Map.of(0, new Span(0, 0)));

    assertThat(reader.poll()).extracting(SourceRecord::topic).containsExactly("health");
  }

  @Test
  void readsNoStreamBeforeTheLedgerKnowsWhoReads() throws InterruptedException {
    acknowledged = new CompletableFuture<>();
    runpod.status = "{\"id\":\"a\",\"status\":\"IN_PROGRESS\"}";
    SourceReader reader = reader();
    adopt("a");
    pollUntil(reader, "status");

    assertThat(reader.poll()).isNull();
    assertThat(ledger).containsExactly(new HandoverEntry.ReaderTook(EPOCH, READ));
    assertThat(runpod.statusCalls).isZero();

    acknowledged.complete(null);
    pollUntil(reader, "status");
    assertThat(runpod.statusCalls).isPositive();
  }

  @Test
  void aReaderThatWasPausedLooksBeforeItReads() throws InterruptedException {
    runpod.status = "{\"id\":\"a\",\"status\":\"IN_PROGRESS\"}";
    SourceReader reader = reader();
    adopt("a");
    pollUntilStreamIsOpen(reader);

    int before = calls;
    away = Duration.ofSeconds(6);
    reader.poll();
    reader.poll();
    assertThat(ledgerEndsAsked).isEqualTo(1);
    assertThat(calls).isEqualTo(before);

    // nothing was written behind the entry of the job
    inLedger.ends(Map.of(0, 1L));
    for (int i = 0; i < 1_000 && calls == before; i++) {
      reader.poll();
    }
    assertThat(calls).isGreaterThan(before);
  }

  @Test
  void aReaderThatWasPausedLooksThoughNoNewJobsAreTakenUp() throws InterruptedException {
    streamed = false;
    runpod.status = "{\"id\":\"a\",\"status\":\"IN_PROGRESS\"}";
    long jobs = 16_000;
    stored = Optional.of(tooLarge(jobs));
    SourceReader reader = reader();
    restore(jobs);
    for (int i = 0; i < 1_000 && calls == 0; i++) {
      reader.poll();
    }
    // the ledger's thread reads ahead as far as it may
    for (int i = 0; i < 3; i++) {
      inLedger.read(List.of());
    }

    away = Duration.ofSeconds(6);
    reader.poll();
    int before = calls;
    Thread ledgersThread = new Thread(() -> readBatchAndEnd(jobs));
    ledgersThread.start();
    for (int i = 0; i < 5 && calls == before; i++) {
      reader.poll();
    }
    ledgersThread.interrupt();

    assertThat(calls).isGreaterThan(before);
  }

  private void readBatchAndEnd(long end) {
    try {
      inLedger.read(List.of());
      inLedger.ends(Map.of(0, end));
    } catch (InterruptedException stillWaiting) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void slowCommitsDoNotKeepItFromAskingWhileJobsComeIn() throws InterruptedException {
    streamed = false;
    SourceReader reader = reader();
    adopt("a");
    pollUntil(reader, "status");
    int before = runpod.statusCalls;

    for (long next = 1; next < 9; next += 2) {
      // one job comes in, and another is to be asked about at once
      LedgerEntry entry = submitted("job-" + next, JobTerms.NONE);
      LedgerEntry nudge = new LedgerEntry.Nudge(new JobId("a"));
      inLedger.read(
          List.of(
              new Read(0, next, Optional.of(entry)), new Read(0, next + 1, Optional.of(nudge))));
      long end = next + 2;
      askLedgerEnds = () -> inLedger.ends(Map.of(0, end));
      // a commit
      away = away.plusSeconds(3);
      reader.poll();
    }

    assertThat(runpod.statusCalls).isGreaterThan(before);
  }

  @Test
  void whatItAsksWasDecidedWhenItLookedWhetherItWasAway() throws InterruptedException {
    away = Duration.ofDays(1);
    runpod.status = "{\"id\":\"a\",\"status\":\"IN_PROGRESS\"}";
    SourceReader reader = reader();
    adopt("a");
    pollUntilStreamIsOpen(reader);

    // by the clock that its absence is measured with, which is a day ahead of this one
    assertThat(lastDecided.getAsLong()).isGreaterThan(System.nanoTime());
  }

  @Test
  void aReaderThatWasPausedAndMissedReadsNothingMore() throws InterruptedException {
    runpod.status = "{\"id\":\"a\",\"status\":\"IN_PROGRESS\"}";
    SourceReader reader = reader();
    adopt("a");
    pollUntilStreamIsOpen(reader);
    inLedger.read(List.of(new Read(0, 1, Optional.of(new HandoverEntry.ReaderTook(EPOCH, READ)))));

    int before = calls;
    away = Duration.ofSeconds(6);
    reader.poll();
    inLedger.ends(Map.of(0, 3L));
    inLedger.read(
        List.of(new Read(0, 2, Optional.of(new HandoverEntry.ReaderTook(EPOCH + 1, READ)))));

    assertThatThrownBy(() -> pollUntil(reader, "none"))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("another task reads the streams");
    assertThat(calls).isEqualTo(before);
  }

  @Test
  void tellsAJobThatWasOverAtOnceWithoutAskingForItsStatus() throws InterruptedException {
    SourceReader reader = reader();
    runpod.code = 200;
    runpod.status = "{\"status\":\"FAILED\"}";
    runpod.stream = Optional.of("{\"status\":\"COMPLETED\",\"stream\":[]}");
    adoptFinished(Optional.of("{\"status\":\"COMPLETED\",\"output\":{\"n\":1.00}}"));

    List<SourceRecord> records = pollUntil(reader, "results");

    assertThat(records)
        .extracting(SourceRecord::topic)
        .containsExactly("status", "status", "stream", "results");
    assertThat(((Struct) records.get(3).value()).getString("output")).isEqualTo("{\"n\":1.00}");
  }

  @Test
  void readsNoStreamBeforeItIsPublishedThatAJobWasOverAtOnce() throws InterruptedException {
    SourceReader reader = reader();
    runpod.stream = Optional.empty();
    adopt("another");
    pollUntil(reader, "status");
    inLedger.read(List.of(new Read(0, 1, Optional.of(finished("{\"status\":\"COMPLETED\"}")))));

    pollUntil(reader, "status");
    assertThat(openStreams).isEmpty();
    pollUntilStreamIsOpen(reader);
  }

  @Test
  void readsAResultThatIsNotInTheLedgerFromRunPod() throws InterruptedException {
    SourceReader reader = reader();
    runpod.status = "{\"status\":\"COMPLETED\",\"output\":5}";
    runpod.stream = Optional.of("{\"status\":\"COMPLETED\",\"stream\":[]}");
    adoptFinished(Optional.empty());

    List<SourceRecord> records = pollUntil(reader, "results");

    assertThat(((Struct) records.get(3).value()).getString("output")).isEqualTo("5");
  }

  @Test
  void handsOverWhatItReadButCouldNotPublish() throws InterruptedException {
    SourceReader reader = reader();
    adopt("a");
    runpod.status = "{\"status\":\"IN_PROGRESS\"}";
    runpod.stream = Optional.empty();
    pollUntilStreamIsOpen(reader);

    openStreams
        .get(0)
        .complete(response(200, "{\"status\":\"IN_PROGRESS\",\"stream\":[{\"output\":\"x\"}]}"));
    reader.stop();

    assertThat(ledger).hasSize(3);
    HandoverEntry.ReaderHandedOver over = (HandoverEntry.ReaderHandedOver) ledger.get(1);
    assertThat(over.job()).isEqualTo(new JobId("a"));
    assertThat(over.sequence()).isZero();
    assertThat(over.chunks().get(0).output()).contains("\"x\"");
    assertThat(ledger.get(2)).isEqualTo(new HandoverEntry.ReaderLeft(EPOCH, READ, List.of()));
  }

  @Test
  void namesTheJobsWhoseChunksTheLedgerDidNotTake() throws InterruptedException {
    SourceReader reader = reader();
    adopt("a");
    runpod.status = "{\"status\":\"IN_PROGRESS\"}";
    runpod.stream = Optional.empty();
    pollUntilStreamIsOpen(reader);
    refusesChunks = true;

    openStreams
        .get(0)
        .complete(response(200, "{\"status\":\"IN_PROGRESS\",\"stream\":[{\"output\":\"x\"}]}"));
    reader.stop();

    assertThat(ledger.get(1))
        .isEqualTo(new HandoverEntry.ReaderLeft(EPOCH, READ, List.of(new JobId("a"))));
  }

  @Test
  void namesTheJobsWhoseReadIsStillOpenWhenItStops() throws InterruptedException {
    SourceReader reader = reader();
    adopt("a");
    runpod.status = "{\"status\":\"IN_PROGRESS\"}";
    runpod.stream = Optional.empty();
    pollUntilStreamIsOpen(reader);

    reader.stop();

    assertThat(ledger.get(1))
        .isEqualTo(new HandoverEntry.ReaderLeft(EPOCH, READ, List.of(new JobId("a"))));
  }

  @Test
  void doesNotHandOverWhatConnectHasAcknowledged() throws InterruptedException {
    SourceReader reader = reader();
    adopt("a");
    runpod.status = "{\"status\":\"IN_PROGRESS\"}";
    runpod.stream = Optional.of("{\"status\":\"IN_PROGRESS\",\"stream\":[{\"output\":\"x\"}]}");
    pollUntil(reader, "stream").forEach(record -> reader.acknowledged(record, true));
    runpod.stream = Optional.of("{\"status\":\"IN_PROGRESS\",\"stream\":[]}");

    reader.stop();

    assertThat(ledger)
        .containsExactly(
            new HandoverEntry.ReaderTook(EPOCH, READ),
            new HandoverEntry.ReaderLeft(EPOCH, READ, List.of()));
  }

  @Test
  void asksAtOnceAboutAJobThatWasNudgedWhileNobodyRead() throws InterruptedException {
    streamed = false;
    announcedInterval = Optional.of(Duration.ofHours(1));
    SourceReader reader = reader();
    runpod.status = "{\"id\":\"a\",\"status\":\"COMPLETED\",\"output\":1}";
    inLedger.began(Map.of(0, new Span(0, 2)));
    inLedger.read(
        List.of(
            new Read(0, 0, Optional.of(submitted("a", JobTerms.NONE))),
            new Read(0, 1, Optional.of(new LedgerEntry.Nudge(new JobId("a"))))));

    assertThat(pollUntil(reader, "results")).last().extracting(SourceRecord::key).isEqualTo("a");
  }

  @Test
  void letsGoOfAResultAfterTheSecondCommitThatFollowsIt() throws InterruptedException {
    SourceReader reader = reader();
    adopt("a");
    runpod.status = "{\"id\":\"a\",\"status\":\"COMPLETED\",\"output\":1}";
    runpod.stream = Optional.of("{\"status\":\"COMPLETED\",\"stream\":[]}");
    List<SourceRecord> records = pollUntil(reader, "results");
    reader.committed();
    records.forEach(record -> reader.acknowledged(record, true));

    reader.committed();
    reader.poll();
    assertThat(released).isEmpty();
    reader.committed();
    reader.poll();

    long decided = released.get(0).decided().getAsLong();
    assertThat(released)
        .containsExactly(Call.release(new JobId("a"), Duration.ofSeconds(5)).decidedAt(decided));
  }

  @Test
  void doesNotLetGoOfAResultThatKafkaDoesNotHave() throws InterruptedException {
    SourceReader reader = reader();
    adopt("a");
    runpod.status = "{\"id\":\"a\",\"status\":\"COMPLETED\",\"output\":1}";
    runpod.stream = Optional.of("{\"status\":\"COMPLETED\",\"stream\":[]}");
    pollUntil(reader, "results").forEach(record -> reader.acknowledged(record, false));

    reader.committed();
    reader.committed();
    reader.poll();

    assertThat(released).isEmpty();
  }

  @Test
  void asksNothingAboutAJobWhoseRetryWasAnnouncedBeforeItBegan() throws InterruptedException {
    SourceReader reader = reader();
    LedgerEntry retrying =
        new CommandEntry.Retrying(new JobId("a"), ENDPOINT, "commands", REQUEST, Instant.now());
    inLedger.began(Map.of(0, new Span(0, 2)));
    inLedger.read(
        List.of(
            new Read(0, 0, Optional.of(submitted("a", JobTerms.NONE))),
            new Read(0, 1, Optional.of(retrying))));

    pollUntil(reader, "status");
    reader.poll();

    assertThat(runpod.statusCalls).isZero();
  }

  @Test
  void asksAboutNoJobWhileRunPodWishesToBeLeftAlone() throws InterruptedException {
    streamed = false;
    SourceReader reader = reader();
    runpod.code = 429;
    runpod.retryAfter = Optional.of("3600");
    adopt("a");
    for (int i = 0; i < 1_000 && runpod.statusCalls == 0; i++) {
      reader.poll();
    }
    reader.poll();
    int before = runpod.statusCalls;

    inLedger.read(List.of(new Read(0, 1, Optional.of(submitted("b", JobTerms.NONE)))));
    pollUntil(reader, "status");
    reader.poll();

    assertThat(runpod.statusCalls).isEqualTo(before);
  }

  @Test
  void failsOnItsFirstCallWhenTheKeyIsWrong() {
    SourceReader reader = reader();
    runpod.code = 401;
    inLedger.began(Map.of(0, new Span(0, 0)));

    assertThatThrownBy(() -> pollUntil(reader, "none"))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("runpod.api.key");
  }

  @Test
  void cancelsAJobThatItFindsQueuedBehindItsDeadline() throws InterruptedException {
    SourceReader reader = reader();
    adopt("a", Jobs.terms(Duration.ofMillis(1), Duration.ZERO, 0));

    List<SourceRecord> records = pollUntil(reader, "commands");

    Struct command = (Struct) records.get(records.size() - 1).value();
    assertThat(command.getString("command")).isEqualTo("CANCEL");
    assertThat(command.getString("jobId")).isEqualTo("a");
    assertThat(command.getString("endpointId")).isEqualTo("ep1");
    assertThat(command.getString("reason")).contains("queue timeout");
  }

  @Test
  void tellsTheResultOfAFailureWhoseRetryNobodyMakes() throws InterruptedException {
    patience = Duration.ofMillis(50);
    runpod.status = GIVEN_UP;
    runpod.stream = Optional.of("{\"status\":\"FAILED\",\"stream\":[]}");
    SourceReader reader = reader();
    adopt("a", Jobs.terms(Duration.ZERO, Duration.ZERO, 1));

    assertThat(pollUntil(reader, "results"))
        .extracting(SourceRecord::topic)
        .containsExactly("status", "status", "commands", "stream", "results");
  }

  @Test
  void failsWhenAJobNeedsCommandsAndTheirTopicIsMissing() {
    commandsTopicMissing = true;
    SourceReader reader = reader();

    assertThatThrownBy(
            () -> {
              adopt("a", Jobs.terms(Duration.ZERO, Duration.ZERO, 1));
              pollUntil(reader, "none");
            })
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("commands");
  }

  private SourceReader reader() {
    OutputRecords records =
        new OutputRecords(
            new SourceSettings.Topics("status", "results", "stream", "health", "commands"),
            Outputs.split(10_000));
    List<LedgerPartition> partitions =
        List.of(new LedgerPartition("ledger", "id", 2, ledgerPartition, READ, stored));
    LedgerPartitions owned = new LedgerPartitions(partitions, records, event -> {});
    PollLimits limits =
        new PollLimits(
            10,
            8,
            Duration.ofMillis(100),
            Duration.ofMillis(100),
            Duration.ofMillis(100),
            4,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            announcedInterval);
    PollSchedule schedule = LoneSchedule.of(limits, 10_000, System.nanoTime());
    Mailbox mailbox = new Mailbox(answer -> {});
    EndpointWatch watch = new EndpointWatch(ENDPOINT, new KnownEndpoints(Set.of()));
    HealthReader health = new HealthReader(Duration.ofHours(1), watch);
    JobLife life = new JobLife(EPOCH);
    StreamOwner streams =
        new StreamOwner(
            EPOCH,
            HandoverWriter.of(EPOCH, READ, Outputs.split(10_000)),
            this::append,
            mailbox,
            true);
    Releases releases = new Releases(Optional.of(Duration.ofSeconds(5)));
    EndpointReader endpoint =
        new EndpointReader(
            ENDPOINT,
            schedule,
            new Asker(ENDPOINT, schedule, watch, health, streams, releases, this::answer, mailbox),
            new JobReader(life, watch, 1_000_000, RandomGenerator.getDefault()),
            health,
            new WatchedJobs(Clock.systemUTC()),
            releases,
            new QueueWarning(Duration.ZERO));
    Adoption adoption = new Adoption(partitions, Map.of(ENDPOINT, streamed), true, life);
    LedgerIntake intake = new LedgerIntake();
    inLedger = new LedgerMail(mailbox, intake);
    return new SourceReader(
        owned,
        new HealthRecords("health"),
        new EndpointReaders(List.of(endpoint)),
        adoption,
        new Tenure(
            adoption,
            () -> streams.take(owned.all()),
            () -> askLedgerEnds.run(),
            () -> System.nanoTime() + away.toNanos()),
        streams,
        new JobCare(life, patience, this::requireCommandsTopic),
        new Carriage("source", Duration.ofDays(14), this::append),
        mailbox,
        intake,
        Clock.systemUTC());
  }

  private void requireCommandsTopic() {
    if (commandsTopicMissing) {
      throw new ConnectException("output topics are missing: commands");
    }
  }

  private CompletableFuture<Position> append(int partition, LedgerEntry entry) {
    if (refusesChunks && entry instanceof HandoverEntry.ReaderHandedOver) {
      return CompletableFuture.failedFuture(new RecordTooLargeException());
    }
    ledger.add(entry);
    Position position = new Position(partition, ledger.size(), 0);
    return acknowledged.thenApply(done -> position);
  }

  private CompletableFuture<Answer> answer(Call call) {
    calls++;
    lastDecided = call.decided();
    if (call.ttl().isPresent()) {
      released.add(call);
    }
    return switch (call.operation()) {
      case HEALTH -> {
        runpod.healthCalls++;
        yield CompletableFuture.completedFuture(
            response(runpod.code, "{\"jobs\":{},\"workers\":{}}"));
      }
      case STREAM -> {
        CompletableFuture<Answer> open = new CompletableFuture<>();
        openStreams.add(open);
        runpod.stream.ifPresent(body -> open.complete(response(runpod.code, body)));
        yield open;
      }
      default -> {
        runpod.statusCalls++;
        byte[] body = runpod.status.getBytes(StandardCharsets.UTF_8);
        yield CompletableFuture.completedFuture(
            new Answer.Response(runpod.code, body, runpod.retryAfter));
      }
    };
  }

  private static Answer response(int code, String body) {
    return new Answer.Response(code, body.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  private void adoptFinished(Optional<String> status) throws InterruptedException {
    inLedger.began(Map.of(0, new Span(0, 0)));
    LedgerEntry entry = status.isPresent() ? finished(status.get()) : finished("").withoutStatus();
    inLedger.read(List.of(new Read(0, 0, Optional.of(entry))));
  }

  private static LedgerEntry.Finished finished(String status) {
    return new LedgerEntry.Finished(
        new LedgerEntry.Submitted(
            new JobId("sync-1"),
            ENDPOINT,
            "sink",
            new RequestRef("runpod.jobs", 0, 0, 1, Optional.empty()),
            Instant.now(),
            Map.of(),
            JobTerms.NONE.withSync()),
        Optional.of(status));
  }

  /** So many jobs that have run for long, in a snapshot that has no room for more. */
  private static Snapshot tooLarge(long jobs) {
    TreeMap<Long, Cursor> cursors = new TreeMap<>();
    for (long offset = 0; offset < jobs; offset++) {
      cursors.put(
          offset,
          new Cursor(
              JobStatus.IN_PROGRESS,
              Long.MAX_VALUE,
              1,
              Integer.MAX_VALUE,
              Integer.MAX_VALUE,
              Long.MAX_VALUE,
              true,
              true,
              true,
              false));
    }
    Snapshot snapshot = new Snapshot(jobs, OpenJobs.of(cursors), "id", 1, 0);
    assertThat(snapshot.toMap().toString().length()).isGreaterThan((int) SnapshotPace.TOO_LARGE);
    return snapshot;
  }

  private void restore(long jobs) throws InterruptedException {
    inLedger.began(Map.of(0, new Span(0, jobs)));
    inLedger.read(
        LongStream.range(0, jobs)
            .mapToObj(i -> new Read(0, i, Optional.of(submitted("job-" + i, JobTerms.NONE))))
            .toList());
  }

  private void adopt(String job) throws InterruptedException {
    adopt(job, JobTerms.NONE);
  }

  private void adopt(String job, JobTerms terms) throws InterruptedException {
    inLedger.began(Map.of(0, new Span(0, 0)));
    inLedger.read(List.of(new Read(0, 0, Optional.of(submitted(job, terms)))));
  }

  private static LedgerEntry.Submitted submitted(String job, JobTerms terms) {
    return new LedgerEntry.Submitted(
        new JobId(job), ENDPOINT, "sink", REQUEST, Instant.now(), Map.of(), terms);
  }

  /** All records of jobs up to the first of a topic, read as Connect would. */
  private static List<SourceRecord> pollUntil(SourceReader reader, String topic)
      throws InterruptedException {
    List<SourceRecord> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      List<SourceRecord> batch = reader.poll();
      if (batch != null) {
        batch.stream().filter(r -> !r.topic().equals("health")).forEach(all::add);
        if (batch.stream().anyMatch(r -> r.topic().equals(topic))) {
          return all;
        }
      }
    }
    throw new AssertionError("no record on " + topic + " among " + all);
  }

  private void pollUntilStreamIsOpen(SourceReader reader) throws InterruptedException {
    for (int i = 0; i < 1_000 && openStreams.isEmpty(); i++) {
      reader.poll();
    }
    assertThat(openStreams).isNotEmpty();
  }
}
