package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.CareTaken;
import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobError;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.Jobs;
import io.runpod.kafka.connect.source.OutputRecord.ChunkRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class LedgerPartitionTest {
  private final OutputRecords records =
      new OutputRecords(
          new SourceSettings.Topics("status", "results", "stream", "health", "commands"),
          Outputs.split(1_000));
  private final LedgerPartition partition =
      new LedgerPartition("ledger", "id", 1, 0, Set.of(new EndpointId("ep1")), Optional.empty());
  private final JobLife life = new JobLife(5);

  @Test
  void onlyTheLastRecordOfABatchMovesTheOffset() {
    Job job = adopt("a", 0);
    tell(life.statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), NOW));
    List<SourceRecord> first = partition.takeBatch(NOW).records();
    tell(life.streamRead(job, Jobs.stream(JobStatus.IN_PROGRESS, "1", "2"), NOW));
    List<SourceRecord> second = partition.takeBatch(NOW).records();

    assertThat(first).hasSize(2);
    assertThat(first.get(0).sourceOffset()).isNotNull();
    assertThat(next(first.get(0))).isZero();
    assertThat(next(first.get(1))).isEqualTo(1);
    assertThat(second.get(0).sourceOffset()).isEqualTo((Map) first.get(1).sourceOffset());
    assertThat(second.get(1).sourceOffset()).isNotEqualTo(second.get(0).sourceOffset());
  }

  @Test
  void aJobThatIsOverNeedsNoReplay() {
    Job first = adopt("a", 0);
    adopt("b", 1);
    end(first);

    Snapshot snapshot = snapshot(partition.takeBatch(NOW).records());

    assertThat(snapshot.open()).isEqualTo(OpenJobs.of(new TreeMap<>(Map.of(1L, Cursor.QUEUED))));
    assertThat(snapshot.next()).isEqualTo(2);
  }

  @Test
  void aJobThatIsOverIsStillKnown() {
    end(adopt("a", 0));

    assertThat(partition.job(new JobId("a"))).isEmpty();
    assertThat(partition.knows(new JobId("a"))).isTrue();
    assertThat(partition.knows(new JobId("b"))).isFalse();
  }

  @Test
  void aJobThatWasRetriedBeforeItsResultWasToldIsFollowedOn() {
    Job job = adopt("a", 0);
    tell(life.retried(job, Optional.of(Jobs.answer(JobStatus.FAILED)), NOW));

    Snapshot snapshot = snapshot(partition.takeBatch(NOW).records());

    assertThat(snapshot.open()).isEqualTo(OpenJobs.of(new TreeMap<>(Map.of(0L, job.cursor()))));
    assertThat(partition.job(new JobId("a"))).contains(job);
  }

  @Test
  void aJobThatFailedHoldsItsOffsetUntilItCannotBeRetriedAnyMore() {
    Job job = adopt("a", 0);
    tell(life.statusRead(job, Jobs.answer(JobStatus.FAILED), NOW));
    tell(life.streamRead(job, Jobs.stream(JobStatus.FAILED), NOW));

    assertThat(snapshot(partition.takeBatch(NOW).records()).open().cursorAt(0)).isPresent();
    assertThat(partition.job(new JobId("a"))).contains(job);

    adopt("b", 1);
    Instant later = NOW.plus(Duration.ofMinutes(35));
    assertThat(snapshot(partition.takeBatch(later).records()).open().cursorAt(0)).isEmpty();
    assertThat(partition.job(new JobId("a"))).isEmpty();
  }

  @Test
  void aChunkIsKeptUntilConnectHasIt() {
    Job job = adopt("a", 0);
    life.statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), NOW);
    tell(life.streamRead(job, Jobs.stream(JobStatus.IN_PROGRESS, "1", "2"), NOW));
    partition.takeBatch(NOW);

    partition.outbox().acknowledged(new ChunkRef("a", 0));

    assertThat(partition.outbox().unacknowledged())
        .extracting(JobEvent.ChunkRead::sequence)
        .containsExactly(1L);
  }

  @Test
  void theRecordsOfOneChunkAreAcknowledgedWithItsLastPart() {
    Job job = adopt("a", 0);
    life.statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), NOW);
    tell(life.streamRead(job, Jobs.stream(JobStatus.IN_PROGRESS, "x".repeat(2_500)), NOW));
    List<SourceRecord> parts =
        partition.takeBatch(NOW).records().stream()
            .filter(record -> record.topic().equals("stream"))
            .toList();

    assertThat(parts).hasSize(3);
    assertThat(parts)
        .extracting(OutputRecord::chunkIn)
        .containsExactly(Optional.empty(), Optional.empty(), Optional.of(new ChunkRef("a", 0)));
  }

  @Test
  void aCommandIsInOneBatchWithTheStateThatForbidsASecond() {
    Job job = Jobs.job("a", 0, Cursor.QUEUED, false, Jobs.terms(Duration.ZERO, Duration.ZERO, 1));
    partition.add(job, NOW);
    partition.progress().passed(0, Optional.empty());
    tell(life.statusRead(job, Jobs.error(JobStatus.FAILED, JobError.Kind.INFRASTRUCTURE), NOW));

    List<SourceRecord> batch = partition.takeBatch(NOW).records();

    assertThat(batch).extracting(SourceRecord::topic).containsExactly("status", "commands");
    assertThat(batch.get(1).key()).isEqualTo("a");
    assertThat(((Struct) batch.get(1).value()).getString("command")).isEqualTo("RETRY");
    assertThat(snapshot(batch).open().cursorAt(0L).orElseThrow().care())
        .isEqualTo(new CareTaken(NOW.toEpochMilli(), CareTaken.Asked.RETRY));
    assertThat(partition.jobs()).containsExactly(job);
  }

  @Test
  void theOffsetSaysWhoLedTheLedgerAtTheLastRecordThatTookEffect() {
    adopt("a", 0);
    partition.progress().passed(1, Optional.of(7));
    assertThat(snapshot(partition.takeBatch(NOW).records()).leaderEpoch()).contains(7);
  }

  @Test
  void allRecordsOfABatchHaveTheSameSourcePartition() {
    adopt("a", 0);
    adopt("b", 1);

    assertThat(partition.takeBatch(NOW).records())
        .extracting(SourceRecord::sourcePartition)
        .allSatisfy(p -> assertThat(p).isEqualTo((Map) Map.of("ledger", "ledger-0")));
  }

  private Job adopt(String id, long offset) {
    Job job = Jobs.queued(id, offset);
    partition.add(job, NOW);
    tell(life.adopted(job, NOW));
    partition.progress().passed(offset, Optional.empty());
    return job;
  }

  private void end(Job job) {
    tell(life.statusRead(job, Jobs.output(JobStatus.COMPLETED, "1"), NOW));
    tell(life.streamRead(job, Jobs.stream(JobStatus.COMPLETED), NOW));
  }

  private void tell(List<JobEvent> events) {
    events.forEach(event -> partition.tell(event, records.of(event)));
  }

  private static long next(SourceRecord record) {
    return ((Number) record.sourceOffset().get("next")).longValue();
  }

  private static Snapshot snapshot(List<SourceRecord> batch) {
    return Snapshot.fromMap(batch.get(batch.size() - 1).sourceOffset()).orElseThrow();
  }
}
