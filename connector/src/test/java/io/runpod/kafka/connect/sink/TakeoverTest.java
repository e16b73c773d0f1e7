package io.runpod.kafka.connect.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.flow.PartitionHistory.Verdict;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.ledger.Coordinates;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerScan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TakeoverTest {
  private static final TopicPartition P0 = new TopicPartition("jobs", 0);
  private static final TopicPartition P1 = new TopicPartition("jobs", 1);
  private static final TopicPartition P2 = new TopicPartition("jobs", 2);

  private final Queue<Outcome> outbox = new ConcurrentLinkedQueue<>();
  private final FakeSource source = new FakeSource();
  private final KnownEndpoints known = new KnownEndpoints(Set.of());
  private final Takeover takeover = new Takeover("takeover", source, outbox, known);

  private static final class FakeSource implements Takeover.Source {
    final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    volatile Map<String, TopicId> topicIds = Map.of();
    volatile boolean closed;
    volatile CountDownLatch mayRead = new CountDownLatch(0);
    final List<Optional<Instant>> scans = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger failures = new AtomicInteger();
    volatile RuntimeException failure = new TimeoutException("no broker");

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
      if (failures.getAndDecrement() > 0) {
        throw failure;
      }
      return committed;
    }

    @Override
    public Map<String, TopicId> topicIds(Set<String> topics) {
      return topicIds;
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public void scan(Optional<Instant> since, LedgerScan.Listener listener) {
      scans.add(since);
      try {
        mayRead.await();
      } catch (InterruptedException stopped) {
        return;
      }
      listener.passed(500);
      listener.taken(new EndpointId("e1"));
      for (int offset = 0; offset < 10; offset++) {
        listener.entry(new Coordinates("submitted", "sink", "jobs", 0, offset, 1), 0, 400);
        listener.entry(new Coordinates("nudge", "sink", "jobs", 1, offset, 1), 0, 400);
        listener.entry(new Coordinates("submitted", "sink", "elsewhere", 0, offset, 1), 0, 400);
      }
    }
  }

  @AfterEach
  void close() {
    takeover.close();
  }

  @Test
  void readsFromTheOldestNoteAndAllOfTheLedgerOnlyForPartitionsWithoutOne() {
    source.committed.put(P0, new OffsetAndMetadata(3, "since=2000000"));
    source.committed.put(P1, new OffsetAndMetadata(3, "since=1000000"));

    takeover.begin(Map.of(P0, 1L, P1, 2L, P2, 3L));

    await().until(() -> outbox.size() == 2);
    assertThat(source.scans)
        .containsExactly(Optional.of(Instant.ofEpochMilli(1_000_000)), Optional.empty());
    LedgerFindings first = ((Outcome.Scanned) outbox.poll()).findings();
    assertThat(first.assignments()).containsOnlyKeys(P0, P1);
    assertThat(first.newestEntry()).isEqualTo(1_000_000);
    LedgerFindings second = ((Outcome.Scanned) outbox.poll()).findings();
    assertThat(second.assignments()).containsOnly(Map.entry(P2, 3L));
    assertThat(second.newestEntry()).isEqualTo(500);
  }

  @Test
  void partitionsThatSettleWhileTheLedgerIsReadAreLookedForInOneScan() {
    source.mayRead = new CountDownLatch(1);
    takeover.begin(Map.of(P0, 1L));
    await().until(() -> source.scans.size() == 1);
    for (int partition = 1; partition <= 40; partition++) {
      takeover.begin(Map.of(new TopicPartition("jobs", partition), 1L + partition));
    }
    source.mayRead.countDown();
    await().until(() -> outbox.size() == 2);

    takeover.begin(Map.of(P0, 99L));
    await().until(() -> outbox.size() == 3);
    assertThat(source.scans).as("the forty had one").hasSize(3);
    outbox.poll();
    assertThat(((Outcome.Scanned) outbox.poll()).findings().assignments())
        .hasSize(40)
        .containsEntry(P2, 3L);
  }

  @Test
  void knowsTheEndpointsThatTookJobsOfFormerOwnersBeforeAnythingIsSubmitted() {
    takeover.begin(Map.of(P0, 1L));
    await().until(() -> !outbox.isEmpty());

    assertThat(known.has(new EndpointId("e1"))).isTrue();
    assertThat(known.has(new EndpointId("e2"))).isFalse();
  }

  @Test
  void remembersOnlyWhatTheCommitDoesNotCover() {
    source.committed.put(P0, new OffsetAndMetadata(3, "since=2000000"));
    takeover.begin(Map.of(P0, 1L));
    await().until(() -> outbox.size() == 1);

    LedgerFindings findings = ((Outcome.Scanned) outbox.poll()).findings();

    assertThat(findings.firstOffsets()).containsOnly(Map.entry(P0, 3L));
    assertThat(findings.history(P0).take(2, 1)).isEqualTo(new Verdict.Submit());
    assertThat(findings.history(P0).take(3, 1)).isEqualTo(new Verdict.Accepted(400));
  }

  @Test
  void aRewindOfOnePartitionSubmitsNothingOfAnotherAgain() {
    LedgerFindings findings = new LedgerFindings(Map.of(P0, 1L, P1, 2L), Map.of(), 0);
    findings.entry(new Coordinates("submitted", "sink", "jobs", 0, 3, 1), 0, 400);
    findings.entry(new Coordinates("submitted", "sink", "jobs", 1, 3, 1), 0, 400);
    findings.reset(0, Optional.of(P0));

    assertThat(findings.history(P0).take(3, 1)).isEqualTo(new Verdict.Submit());
    assertThat(findings.history(P1).take(3, 1)).isEqualTo(new Verdict.Accepted(400));

    findings.entry(new Coordinates("submitted", "sink", "jobs", 1, 4, 1), 0, 400);
    findings.reset(0, Optional.empty());
    assertThat(findings.history(P1).take(4, 1)).isEqualTo(new Verdict.Submit());
  }

  @Test
  void readsTheCommitsOfTheGroupThatTheSinkReallyUses() {
    assertThat(EngineHarness.settings(Map.of()).group()).isEqualTo("connect-sink");
    assertThat(EngineHarness.settings(Map.of("consumer.override.group.id", "mine")).group())
        .isEqualTo("mine");
  }

  @Test
  void marksTheInputPartitionsThatWereRewoundOrAllOfThem() {
    assertThat(LedgerReset.entries("sink", Set.of(P1), Instant.EPOCH))
        .containsExactly(new LedgerEntry.Reset("sink", Optional.of(P1), Instant.EPOCH));
    assertThat(LedgerReset.entries("sink", Set.of(), Instant.EPOCH))
        .containsExactly(new LedgerEntry.Reset("sink", Optional.empty(), Instant.EPOCH));
  }

  @Test
  void aJobThatWasOverAtOnceIsAcceptedLikeAnyOther() {
    LedgerFindings findings = new LedgerFindings(Map.of(P0, 1L), Map.of(), 0);
    findings.entry(new Coordinates("finished", "sink", "jobs", 0, 3, 1), 0, 400);
    findings.entry(new Coordinates("intent", "sink", "jobs", 0, 4, 1), 0, 300);
    findings.entry(new Coordinates("finished", "sink", "jobs", 0, 4, 1), 0, 400);

    assertThat(findings.history(P0).take(3, 1)).isEqualTo(new Verdict.Accepted(400));
    assertThat(findings.history(P0).take(4, 1)).isEqualTo(new Verdict.Accepted(400));
  }

  @Test
  void triesAgainWhereTheClusterDoesNotAnswer() {
    source.failures.set(1);
    takeover.begin(Map.of(P0, 1L));
    await().until(() -> outbox.size() == 1);
    assertThat(outbox.poll()).isInstanceOf(Outcome.Scanned.class);
  }

  @Test
  void failsTheTaskRatherThanHoldRecordsBackForEver() {
    source.failures.set(1);
    source.failure = new IllegalStateException("broken");
    takeover.begin(Map.of(P0, 1L));
    await().until(() -> outbox.size() == 1);
    assertThat(((Outcome.Failed) outbox.poll()).reason())
        .hasMessageStartingWith("runpod.ledger.kafka.bootstrap.servers");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "since=", "since=x", "other", "since=-5", "since=99999999999999999999"})
  void takesNoOtherMetadataForANote(String metadata) {
    assertThat(CommitNote.parse(metadata)).isEmpty();
    assertThat(CommitNote.parse(null)).isEmpty();
  }

  @Test
  void readsItsOwnNotesAndThoseOfOlderVersions() {
    Instant since = Instant.ofEpochMilli(1_700_000_000_123L);
    CommitNote note = new CommitNote(since, Optional.of(new TopicId("cluster/x", "id-1")));

    assertThat(CommitNote.parse(note.text())).contains(note);
    assertThat(CommitNote.parse("since=1700000000123"))
        .contains(new CommitNote(since, Optional.empty()));
  }

  @Test
  void whatWasCommittedOfATopicThatIsGoneSaysNothingOfTheOneThatHasItsName() {
    source.committed.put(P0, new OffsetAndMetadata(3, "since=2000000 topic=c/old"));
    source.committed.put(P1, new OffsetAndMetadata(3, "since=2000000 topic=c/new"));
    source.topicIds = Map.of("jobs", new TopicId("c", "new"));

    takeover.begin(Map.of(P0, 1L, P1, 2L));

    await().until(() -> outbox.size() == 2);
    Outcome.Scanned same = (Outcome.Scanned) outbox.poll();
    Outcome.Scanned anew = (Outcome.Scanned) outbox.poll();
    assertThat(same.findings().assignments()).containsOnlyKeys(P1);
    assertThat(same.anew()).isEmpty();
    assertThat(anew.anew()).containsExactly(P0);
    assertThat(anew.topics()).isEqualTo(source.topicIds);
    assertThat(source.scans).last().isEqualTo(Optional.empty());
    assertThat(anew.findings().firstOffsets()).containsOnly(Map.entry(P0, 0L));
  }

  @Test
  void goesOnFromACommitThatWasMadeForTheTopicOfAnotherCluster() {
    source.committed.put(P0, new OffsetAndMetadata(3, "since=2000000 topic=one/id"));
    source.topicIds = Map.of("jobs", new TopicId("two", "other"));

    takeover.begin(Map.of(P0, 1L));

    await().until(() -> outbox.size() == 1);
    assertThat(((Outcome.Scanned) outbox.poll()).anew()).isEmpty();
  }

  @Test
  void looksOnFromTheOldestEntryThatWasLeftOut() {
    takeover.lookOn(Map.of(P0, 4L), Map.of(P0, 7L), Instant.ofEpochMilli(400));

    await().until(() -> outbox.size() == 1);
    assertThat(source.scans).containsExactly(Optional.of(Instant.ofEpochMilli(400)));
    LedgerFindings findings = ((Outcome.Scanned) outbox.poll()).findings();
    assertThat(findings.assignments()).isEqualTo(Map.of(P0, 4L));
    assertThat(findings.firstOffsets()).isEqualTo(Map.of(P0, 7L));
  }

  @Test
  void letsGoOfKafkaWhenItIsClosed() {
    takeover.close();

    assertThat(source.closed).isTrue();
  }
}
