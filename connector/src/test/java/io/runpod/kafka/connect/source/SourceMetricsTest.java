package io.runpod.kafka.connect.source;

import static io.runpod.kafka.connect.job.Jobs.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.connect.api.Answer;
import io.runpod.kafka.connect.api.KnownEndpoints;
import io.runpod.kafka.connect.job.EndpointId;
import io.runpod.kafka.connect.job.Job;
import io.runpod.kafka.connect.job.JobEvent;
import io.runpod.kafka.connect.job.JobLife;
import io.runpod.kafka.connect.job.JobStatus;
import io.runpod.kafka.connect.job.Jobs;
import io.runpod.kafka.connect.metrics.CallMeter;
import io.runpod.kafka.connect.metrics.FakePluginMetrics;
import io.runpod.kafka.connect.metrics.MetricsReference;
import io.runpod.kafka.connect.poll.LoneSchedule;
import io.runpod.kafka.connect.poll.PollLimits;
import io.runpod.kafka.connect.poll.PollSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SourceMetricsTest {
  private static final EndpointId ENDPOINT = new EndpointId("ep1");

  private final FakePluginMetrics shown = new FakePluginMetrics();
  private final JobLife life = new JobLife(1);
  private final TellingMeter told = new TellingMeter(List.of(ENDPOINT));
  private final LedgerPartition partition =
      new LedgerPartition("ledger", "id", 1, 0, Set.of(new EndpointId("ep1")), Optional.empty());
  private final LedgerPartitions partitions =
      new LedgerPartitions(
          List.of(partition),
          new OutputRecords(
              new SourceSettings.Topics("status", "results", "stream", "health", "commands"),
              Outputs.split(1_000)),
          told::count);
  private Instant now = NOW;
  private final WatchedJobs watched = new WatchedJobs(() -> now);

  SourceMetricsTest() {
    told.show(shown.metrics());
    partitions.show(shown.metrics());
    new EarlyNudges().show(shown.metrics());
    watched.show(shown.metrics().tagged("endpoint", "ep1"));
    new EndpointWatch(ENDPOINT, new KnownEndpoints(Set.of()))
        .show(shown.metrics().tagged("endpoint", "ep1"));
    new CallMeter(call -> CompletableFuture.completedFuture(new Answer.Lost("unused")))
        .show(shown.metrics().tagged("endpoint", "ep1"), Asker.CALLED);
  }

  @Test
  void theReferenceListsWhatIsShown() throws Exception {
    MetricsReference.requireListed("Source", shown);
  }

  @Test
  void countsEverythingThatIsTold() {
    Job job = Jobs.queued("a", 0);
    tell(life.adopted(job, NOW));
    tell(life.statusRead(job, Jobs.answer(JobStatus.IN_PROGRESS), NOW));
    tell(life.streamRead(job, Jobs.stream(JobStatus.IN_PROGRESS, "1", "2"), NOW));
    life.streamLost(job);
    tell(life.streamRead(job, Jobs.stream(JobStatus.IN_PROGRESS, "4"), NOW));
    tell(life.statusRead(job, Jobs.answer(JobStatus.FAILED), NOW));
    tell(life.streamRead(job, Jobs.stream(JobStatus.FAILED), NOW.plusSeconds(3)));

    assertThat(shown.value("statuses-total", "endpoint=ep1")).isEqualTo(3);
    assertThat(shown.value("chunks-total", "endpoint=ep1")).isEqualTo(3);
    assertThat(shown.value("gaps-total", "endpoint=ep1")).isEqualTo(1);
    assertThat(shown.value("results-total", "endpoint=ep1,status=FAILED")).isEqualTo(1);
    assertThat(shown.value("results-total", "endpoint=ep1,status=COMPLETED")).isZero();
    assertThat(shown.value("result-latency-p50-ms", "endpoint=ep1")).isEqualTo(3_000);
  }

  @Test
  void everyWayAJobCanEndIsCounted() {
    tell(life.expired(Jobs.queued("a", 0), JobEvent.ExpiredReason.TTL, NOW));
    tell(life.removed(Jobs.queued("b", 1), NOW));
    tell(life.unreadable(Jobs.queued("c", 2), "no JSON", NOW));
    tell(life.answerTooLarge(Jobs.queued("d", 3), Optional.empty(), 9, 8, NOW));

    for (String status : List.of("EXPIRED", "CANCELLED", "FAILED", "COMPLETED")) {
      assertThat(shown.value("results-total", "endpoint=ep1,status=" + status)).isEqualTo(1);
    }
  }

  @Test
  void tellsHowManyJobsAreWhereAndHowLongTheFirstHasWaited() {
    PollSchedule schedule =
        LoneSchedule.of(
            new PollLimits(
                10,
                8,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                1,
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Optional.empty()),
            1_000,
            0);
    schedule.add(Jobs.queued("a", 0), 0);
    schedule.add(Jobs.queued("b", 1), 0);
    Job running = Jobs.queued("c", 2);
    life.statusRead(running, Jobs.answer(JobStatus.IN_PROGRESS), NOW);
    schedule.add(running, 0);

    watched.are(schedule);
    now = NOW.plus(Duration.ofMinutes(2));

    assertThat(shown.value("live-jobs", "endpoint=ep1")).isEqualTo(3);
    assertThat(shown.value("queued-jobs", "endpoint=ep1")).isEqualTo(2);
    assertThat(shown.value("running-jobs", "endpoint=ep1")).isEqualTo(1);
    assertThat(shown.value("oldest-queued-age-ms", "endpoint=ep1")).isEqualTo(120_000);
  }

  @Test
  void tellsHowLargeTheOffsetsAre() {
    assertThat(shown.value("snapshot-bytes", "")).isZero();
    for (int i = 0; i < 50; i++) {
      Job job = Jobs.queued("job-" + i, 2L * i);
      partition.add(job, NOW);
      partition.progress().passed(2L * i, Optional.empty());
      tell(life.adopted(job, NOW));
    }
    partitions.takeBatch(NOW);
    assertThat(shown.value("snapshot-bytes", "")).isBetween(100.0, 5_000.0);
  }

  private void tell(List<JobEvent> events) {
    partitions.tell(events);
  }
}
