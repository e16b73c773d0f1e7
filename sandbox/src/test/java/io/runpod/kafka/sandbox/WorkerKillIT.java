package io.runpod.kafka.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.runpod.kafka.sandbox.observe.HonestStreams;
import io.runpod.kafka.sandbox.observe.OneResultEach;
import io.runpod.kafka.sandbox.observe.OrderlyStatuses;
import io.runpod.kafka.sandbox.observe.Story;
import io.runpod.kafka.simulator.JobTruth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A worker that ends without a chance to say goodbye. */
class WorkerKillIT {
  // the answer to a submit and its ledger record take milliseconds; this is for a busy machine
  private static final Duration IN_FLIGHT = Duration.ofSeconds(3);

  @Test
  void nothingIsLostOrHiddenWhenTheWorkerIsKilledHalfWay() throws Exception {
    try (Sandbox sandbox =
            Sandbox.builder()
                .name("worker-kill")
                .workerInChild()
                // by default a dead worker is missed after 10 s, and its open transaction ends
                // after 60 s; the next worker cannot read the offsets topic to its end before
                .worker("session.timeout.ms", "6000")
                .worker("heartbeat.interval.ms", "2000")
                .worker("producer.transaction.timeout.ms", "8000")
                .worker("consumer.session.timeout.ms", "6000")
                .worker("consumer.heartbeat.interval.ms", "2000")
                .broker("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000")
                .endpoint(FiveHundredJobs.endpoint())
                .start();
        FiveHundredJobs jobs = new FiveHundredJobs(sandbox)) {
      jobs.start();
      jobs.awaitResults(FiveHundredJobs.COUNT / 3);

      Instant killed = sandbox.simulator().now();
      sandbox.killWorker(0);
      sandbox.startWorker(0);

      Story story = jobs.finish();
      new OneResultEach().requireOf(story);
      new OrderlyStatuses().requireOf(story);
      HonestStreams streams = new HonestStreams();
      streams.requireOf(story);
      List<List<JobTruth>> duplicates = story.truth().duplicates();
      assertThat(duplicates).allSatisfy(jobsOfOne -> requireInFlight(jobsOfOne, killed));
      System.out.printf(
          "killed worker: %d results, %d streams complete, %d incomplete (%d of them lost"
              + " nothing), %d submitted twice%n",
          story.consumed().results().size(),
          streams.complete(),
          streams.incomplete(),
          streams.lossless(),
          duplicates.size());
    }
  }

  private static void requireInFlight(List<JobTruth> jobs, Instant killed) {
    assertThat(jobs).hasSize(2);
    assertThat(jobs.get(0).states().get(0).at())
        .as("%s was submitted twice, so its first submit was in flight", jobs.get(0).input())
        .isBetween(killed.minus(IN_FLIGHT), killed.plus(IN_FLIGHT));
  }
}
