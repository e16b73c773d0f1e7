package io.runpod.kafka.sandbox.mix;

import java.util.Map;
import java.util.Random;

/** Jobs whose own terms lead to commands that nobody has to write. */
final class CareActs {
  private CareActs() {}

  /** Nobody works there, so it waits for too long. */
  static Act queueDeadline(String name, Random chance) {
    return new Act(name)
        .job("{}", Map.of("runpod.endpoint", MixedRun.CLOSED, "runpod.queue.timeout.ms", "1000"))
        .awaitResult(1)
        .point(told -> told.ended(1, "CANCELLED") && !told.was("IN_PROGRESS"));
  }

  static Act runDeadline(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":600000}", Map.of("runpod.run.timeout.ms", "1000"))
        .awaitResult(1)
        .point(told -> told.ended(1, "CANCELLED") && told.was("IN_PROGRESS"));
  }

  static Act retried(String name, Random chance) {
    return new Act(name)
        .afterThePurge()
        .retriedByItself()
        .job("{\"vanish\":true}", Map.of("runpod.retries", "1"))
        .awaitResult(2)
        .point(told -> told.ended(2, "FAILED") && told.errorKind(2).equals("INFRASTRUCTURE"));
  }

  /** What a handler reports is no failure of the infrastructure. */
  static Act failedForGood(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":20,\"error\":\"no such prompt\"}", Map.of("runpod.retries", "1"))
        .awaitResult(1)
        .point(told -> told.ended(1, "FAILED"));
  }
}
