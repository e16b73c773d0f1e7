package io.runpod.kafka.sandbox;

import io.runpod.kafka.sandbox.observe.Figures;
import io.runpod.kafka.sandbox.observe.Guarantees;
import io.runpod.kafka.sandbox.observe.InDoubt;
import io.runpod.kafka.sandbox.observe.Ledger;
import io.runpod.kafka.sandbox.observe.Promises;
import io.runpod.kafka.sandbox.observe.Story;
import org.junit.jupiter.api.Test;

/** A worker that ends without a chance to say goodbye. */
class WorkerKillIT {
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

      sandbox.workers().kill(0);
      sandbox.workers().start(0);

      Story story = jobs.finish();
      InDoubt lostAcceptances = InDoubt.notIn(Ledger.accepted(sandbox.topics()));
      new Guarantees(Promises.throughCrashes(lostAcceptances)).requireOf(story);
      System.out.println("killed worker: " + Figures.of(story));
    }
  }
}
