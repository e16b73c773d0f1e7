package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobId;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.JobTerms;
import io.runpod.kafka.connect.job.Jobs;
import io.runpod.kafka.connect.job.RequestRef;
import io.runpod.kafka.connect.ledger.LedgerEntry;
import io.runpod.kafka.connect.ledger.LedgerTail.Read;
import io.runpod.kafka.connect.ledger.LedgerTail.Span;
import io.runpod.kafka.connect.ledger.LedgerWriter.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A source task's rules over a ledger of many records, without a broker. */
class CarriageTest {
  private static final Duration RETENTION = Duration.ofDays(14);

  private final OutputRecords records =
      new OutputRecords(
          new SourceSettings.Topics("status", "results", "stream", "health", "commands"),
          Outputs.split(1_000));
  private final List<LedgerEntry> appended = new ArrayList<>();
  private final JobLife life = new JobLife(5);
  private final LedgerPartition partition =
      new LedgerPartition("ledger", "id", 1, 0, Set.of(new EndpointId("ep1")), Optional.empty());
  private final Adoption adoption =
      new Adoption(List.of(partition), Map.of(new EndpointId("ep1"), true), true, life);
  private final Carriage carriage = new Carriage("source", RETENTION, this::append);
  private long offset;
  private Instant now = NOW;

  CarriageTest() {
    adoption.began(Map.of(0, new Span(0, 0)));
  }

  @Test
  void leavesWhatIsNearAlone() {
    take(submitted("a"));
    pass(Carriage.FAR - 1);
    look();

    assertThat(appended).isEmpty();
  }

  @Test
  void carriesAJobThatIsFarBehind() {
    take(submitted("a"));
    pass(Carriage.FAR + 1);
    look();

    assertThat(appended).containsExactly(new LedgerEntry.Carried(copyOf("a"), 0, NOW));
    take(appended.get(0));
    assertThat(partition.live().open().low()).contains(Carriage.FAR + 2);
    assertThat(partition.job(new JobId("a"))).isPresent();
  }

  @Test
  void carriesAJobWhenHalfOfTheRetentionIsOverAndNotAgainBeforeTheOtherHalfIs() {
    take(submitted("a"));
    now = now.plus(RETENTION.dividedBy(2)).plusSeconds(1);
    look();
    assertThat(appended).hasSize(1);
    take(appended.get(0));

    now = now.plus(Duration.ofDays(6));
    look();
    assertThat(appended).hasSize(1);

    now = now.plus(Duration.ofDays(2));
    look();
    assertThat(appended).hasSize(2);
  }

  @Test
  void asksAgainAfterAMinuteIfTheCopyDoesNotCome() {
    take(submitted("a"));
    pass(Carriage.FAR + 1);
    look();
    now = now.plusSeconds(30);
    look();
    assertThat(appended).hasSize(1);

    now = now.plusSeconds(31);
    look();
    assertThat(appended).hasSize(2);
    appended.forEach(this::take);
    assertThat(partition.live().open().offsets().runs()).hasSize(1);
  }

  @Test
  void aCopiedJobLivesOnToItsResult() {
    take(submitted("a"));
    pass(Carriage.FAR + 1);
    look();
    take(appended.get(0));
    Job job = partition.job(new JobId("a")).orElseThrow();
    end(job);

    assertThat(partition.live().open()).isEqualTo(OpenJobs.NONE);
    take(new LedgerEntry.Carried(copyOf("a"), 0, now));
    assertThat(partition.live().open()).as("another copy").isEqualTo(OpenJobs.NONE);
  }

  @Test
  void leavesAJobWhereItIsWhileItIsCancelledOrRetried() {
    take(submitted("cancelled"));
    take(submitted("retrying"));
    partition.job(new JobId("cancelled")).orElseThrow().cancelled();
    partition.job(new JobId("retrying")).orElseThrow().retrying(true);
    pass(Carriage.FAR + 1);
    look();

    assertThat(appended).isEmpty();
  }

  @Test
  void doesNotChaseItsOwnCopiesWhereVeryManyAreAlive() {
    for (int i = 0; i < 150_000; i++) {
      take(submitted("job-" + i));
    }
    pass(Carriage.FAR - 100_000);
    look();

    assertThat(appended).isEmpty();
  }

  @Test
  void fiftyThousandFinishedJobsAndOneStragglerLeaveTheFootprintOfFiveHundred() {
    take(submitted("straggler"));
    long few = finish(500);
    long many = finish(49_500);

    System.out.printf("snapshot behind 500 finished jobs: %d bytes, 50000: %d%n", few, many);
    assertThat(many - few).isBetween(0L, 10L);
    assertThat(partition.live().all()).hasSize(1);
  }

  @Test
  void aReplayDoesNotGrowWithTheNumberOfFinishedJobsBehindAStraggler() {
    take(submitted("straggler"));
    for (int i = 0; i < 3; i++) {
      pass(Carriage.FAR + 1);
      finish(500);
      now = now.plus(Duration.ofMinutes(2));
      look();
      appended.forEach(this::take);
      appended.clear();
    }
    long bytes = finish(1);

    long replayed = offset - partition.live().open().low().orElseThrow();
    System.out.printf(
        "%d ledger records, one straggler: snapshot %d bytes, %d records to replay%n",
        offset, bytes, replayed);
    assertThat(replayed).isLessThan(Carriage.FAR);
    assertThat(bytes).isLessThan(200);
  }

  private void look() {
    carriage.look(List.of(partition), now);
    now = now.plusSeconds(5);
  }

  private CompletableFuture<Position> append(int number, LedgerEntry entry) {
    appended.add(entry);
    return CompletableFuture.completedFuture(new Position(number, 0, 0));
  }

  private void take(LedgerEntry entry) {
    Effect effect = adoption.read(new Read(0, offset++, Optional.of(entry)), now);
    tell(effect.events());
  }

  /** Records of other connectors. */
  private void pass(long count) {
    for (long i = 0; i < count; i++) {
      adoption.read(new Read(0, offset++, Optional.empty()), now);
    }
  }

  /** Takes jobs from the ledger to their results, and the size of the snapshot behind them. */
  private long finish(int count) {
    for (int i = 0; i < count; i++) {
      take(submitted("done-" + offset));
      end(partition.job(new JobId("done-" + (offset - 1))).orElseThrow());
      partition
          .takeBatch(now)
          .records()
          .forEach(
              record -> OutputRecord.chunkIn(record).ifPresent(partition.outbox()::acknowledged));
    }
    return partition.snapshotBytes();
  }

  private void end(Job job) {
    tell(life.statusRead(job, Jobs.output(JobStatus.COMPLETED, "1"), now));
    tell(life.streamRead(job, Jobs.stream(JobStatus.COMPLETED), now));
    assertThat(job.phase()).isEqualTo(Job.Phase.ENDED);
  }

  private void tell(List<JobEvent> events) {
    events.forEach(event -> partition.tell(event, records.of(event)));
  }

  private static LedgerEntry.Submitted submitted(String id) {
    return by("sink", id);
  }

  private static LedgerEntry.Submitted copyOf(String id) {
    return by("source", id);
  }

  private static LedgerEntry.Submitted by(String connector, String id) {
    RequestRef request = new RequestRef("runpod.jobs", 0, 0, 1, Optional.empty());
    return new LedgerEntry.Submitted(
        new JobId(id), new EndpointId("ep1"), connector, request, NOW, Map.of(), JobTerms.NONE);
  }
}
