package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.job.Cursor;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.Jobs;
import io.runpod.kafka.connect.source.LedgerPartition.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What snapshots cost, in one ledger partition with streaming jobs. A batch may be taken each 20
 * ms; an answer is read whenever the budget has one, about any of the running jobs.
 */
class SnapshotCostTest {
  private static final Duration TICK = Duration.ofMillis(20);
  private static final int LIVE = 100_000;

  private final OutputRecords records =
      new OutputRecords(
          new SourceSettings.Topics("status", "results", "stream", "health", "commands"),
          Outputs.split(10_000));
  private final LedgerPartition partition =
      new LedgerPartition("ledger", "id", 1, 0, Set.of(new EndpointId("ep1")), Optional.empty());
  private final JobLife life = new JobLife(5);
  private final Random random = new Random(7);
  private final Deque<Job> queued = new ArrayDeque<>();
  private final List<Job> running = new ArrayList<>();
  private Instant now = NOW;
  private long offsets;
  private long finished;
  private long batches;
  private long bytes;
  private long largest;

  @Test
  void aFinishedJobCostsTwoKibibytesAtTheMost() {
    simulate("budget used up", 500, 200, Duration.ofSeconds(60));

    assertThat(bytes / finished).isLessThanOrEqualTo(2_048);
    assertThat(largest).isLessThanOrEqualTo(SnapshotPace.LARGE);
  }

  @Test
  void aFinishedJobCostsNotMuchMoreWhereFewFinish() {
    simulate("a job takes a minute", 500, 33, Duration.ofMinutes(5));

    assertThat(bytes / finished).isLessThanOrEqualTo(2_560);
  }

  @Test
  void tenThousandRunningJobsFitIntoAQuarterOfAMebibyte() {
    simulate("many running", 10_000, 200, Duration.ofMinutes(5));

    assertThat(bytes / finished).isLessThanOrEqualTo(2_048);
    assertThat(largest).isLessThanOrEqualTo(SnapshotPace.LARGE);
  }

  @Test
  void fiftyThousandFinishedJobsAndAStragglerLeaveTheFootprintOfFiveHundred() {
    adopt(1);
    start(1);
    Job straggler = running.get(0);
    finish(500);
    long few = partition.snapshotBytes();
    finish(49_500);

    assertThat(partition.snapshotBytes()).isLessThan(few + 16);
    assertThat(partition.live().all()).containsExactly(straggler);
    assertThat(partition.live().open().offsets().runs()).hasSize(1);
  }

  /** One after the other, beside those that run already. */
  private void finish(int count) {
    for (int i = 0; i < count; i++) {
      adopt(1);
      start(1);
      Job job = running.remove(running.size() - 1);
      tell(life.streamRead(job, Jobs.stream(JobStatus.COMPLETED), now));
      tell(life.statusRead(job, Jobs.output(JobStatus.COMPLETED, "1"), now));
      assertThat(job.phase()).isEqualTo(Job.Phase.ENDED);
      partition.takeBatch(now);
      now = now.plus(TICK);
    }
  }

  @Test
  void aSnapshotIsMadeWithoutWalkingTheQueue() {
    adopt(LIVE);
    start(500);
    TreeMap<Long, Cursor> cursors = new TreeMap<>();
    partition.live().all().forEach(job -> cursors.put(job.ledgerOffset(), job.cursor()));
    long walked = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      assertThat(OpenJobs.of(cursors).low()).contains(0L);
    }
    long kept = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      assertThat(partition.live().open().low()).contains(0L);
    }
    System.out.printf(
        "snapshot of %d live jobs, 500 running: %d us; walking them all: %d us%n",
        LIVE, (System.nanoTime() - kept) / 100_000, (kept - walked) / 100_000);

    assertThat(partition.live().open()).isEqualTo(OpenJobs.of(cursors));
    assertThat(partition.live().open().offsets().runs()).hasSize(1);
    assertThat(partition.live().open().moved()).hasSize(500);
  }

  private void simulate(String title, int many, int answersPerSecond, Duration time) {
    adopt(LIVE);
    start(many);
    partition.takeBatch(now);
    double budget = 0;
    for (Instant end = now.plus(time); now.isBefore(end); now = now.plus(TICK)) {
      for (budget += answersPerSecond * TICK.toMillis() / 1e3; budget >= 1; budget--) {
        answer(random.nextInt(running.size()));
      }
      if (partition.outbox().size() > 0 && partition.linger(now).isZero()) {
        Batch batch = partition.takeBatch(now);
        batch
            .records()
            .forEach(
                record -> OutputRecord.chunkIn(record).ifPresent(partition.outbox()::acknowledged));
        batches++;
        bytes += partition.snapshotBytes();
        largest = Math.max(largest, partition.snapshotBytes());
      }
    }
    System.out.printf(
        "%s, %d live, %d running: finished=%d batches=%d largest snapshot=%d bytes, %d bytes of"
            + " snapshots for each finished job%n",
        title, LIVE, many, finished, batches, largest, bytes / finished);
  }

  /** Four answers a job: it runs, a chunk, the end of its stream, its result. */
  private void answer(int index) {
    Job job = running.get(index);
    if (job.phase() == Job.Phase.RUNNING && job.cursor().chunks() == 0) {
      tell(life.streamRead(job, Jobs.stream(JobStatus.IN_PROGRESS, "1"), now));
    } else if (job.phase() == Job.Phase.RUNNING) {
      tell(life.streamRead(job, Jobs.stream(JobStatus.COMPLETED), now));
    } else {
      tell(life.statusRead(job, Jobs.output(JobStatus.COMPLETED, "1"), now));
      assertThat(job.phase()).isEqualTo(Job.Phase.ENDED);
      running.set(index, running.get(running.size() - 1));
      running.remove(running.size() - 1);
      finished++;
      adopt(1);
      start(1);
    }
  }

  private void adopt(int count) {
    for (int i = 0; i < count; i++) {
      Job job = Jobs.queued("job-" + offsets, offsets);
      partition.add(job, now);
      tell(life.adopted(job, now));
      partition.progress().passed(offsets++, Optional.empty());
      queued.addLast(job);
    }
  }

  private void start(int count) {
    for (int i = 0; i < count; i++) {
      Job job = queued.removeFirst();
      tell(life.statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), now));
      running.add(job);
    }
  }

  private void tell(List<JobEvent> events) {
    events.forEach(event -> partition.tell(event, records.of(event)));
  }
}
