package io.runpod.kafka.sandbox;

import io.runpod.kafka.sandbox.observe.Guarantees;
import io.runpod.kafka.sandbox.observe.Promises;
import io.runpod.kafka.sandbox.observe.Story;
import org.junit.jupiter.api.Test;

/** Jobs in, results out, through the real parts of a stack. */
class FirstLightIT {
  @Test
  void everyJobComesBackOnceWithItsWholeLifeAndStream() throws Exception {
    try (Sandbox sandbox =
            Sandbox.builder().name("first-light").endpoint(FiveHundredJobs.endpoint()).start();
        FiveHundredJobs jobs = new FiveHundredJobs(sandbox)) {
      jobs.start();
      requireAll(jobs.finish());
      sandbox.contracts().requireUnchanged();
    }
  }

  @Test
  void aCleanRestartOfTheWorkerHalfWayIsNotToBeSeen() throws Exception {
    try (Sandbox sandbox =
            Sandbox.builder().name("clean-restart").endpoint(FiveHundredJobs.endpoint()).start();
        FiveHundredJobs jobs = new FiveHundredJobs(sandbox)) {
      jobs.start();
      jobs.awaitResults(FiveHundredJobs.COUNT / 3);
      sandbox.workers().stop(0);
      sandbox.workers().start(0);
      requireAll(jobs.finish());
    }
  }

  private static void requireAll(Story story) {
    new Guarantees(Promises.unharmed()).requireOf(story);
  }
}
