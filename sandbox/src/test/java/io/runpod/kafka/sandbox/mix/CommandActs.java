package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.observe.SentRecord;
import io.runpod.kafka.simulator.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What people command, well and badly. */
final class CommandActs {
  /** Enough to keep all workers busy for seconds. */
  private static final int QUEUE = 40;

  private CommandActs() {}

  static Act cancelQueued(String name, Random chance) {
    List<SentRecord> ahead = new ArrayList<>();
    return new Act(name)
        .alone()
        .then((act, stage) -> fillQueue(ahead, stage))
        .job("{\"delayMs\":600000}")
        .awaitStatus("IN_QUEUE")
        .command("CANCEL")
        .awaitResult(1)
        .then((act, stage) -> haveResults(ahead, stage))
        .point(told -> told.ended(1, "CANCELLED") && !told.was("IN_PROGRESS"));
  }

  static Act cancelRunning(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":600000}")
        .awaitStatus("IN_PROGRESS")
        .command("CANCEL")
        .awaitResult(1)
        .point(told -> told.ended(1, "CANCELLED") && told.was("IN_PROGRESS"));
  }

  static Act cancelStream(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":10,\"chunks\":100000,\"chunkIntervalMs\":20}")
        .awaitStatus("IN_PROGRESS")
        .command("CANCEL")
        .awaitResult(1)
        .point(
            told -> told.ended(1, "CANCELLED") && told.result(1).orElseThrow().getChunkCount() > 0);
  }

  static Act cancelFinished(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":10,\"output\":1}")
        .awaitResult(1)
        .command("CANCEL")
        .then((act, stage) -> stage.asked(Operation.CANCEL, act.jobId(stage)))
        .point(told -> told.ended(1, "COMPLETED"));
  }

  static Act cancelElsewhere(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":600000}", Map.of("runpod.endpoint", MixedRun.OTHER))
        .awaitStatus("IN_PROGRESS")
        .command("CANCEL")
        .awaitResult(1)
        .point(told -> told.ended(1, "CANCELLED") && told.isAt(MixedRun.OTHER));
  }

  static Act retryFailed(String name, Random chance) {
    return retry(new Act(name).job("{\"delayMs\":20,\"error\":\"no such model\"}"))
        .point(told -> told.ended(1, "FAILED") && told.ended(2, "FAILED"));
  }

  static Act retryStream(String name, Random chance) {
    return retry(new Act(name).job("{\"delayMs\":20,\"chunks\":4,\"error\":\"no such token\"}"))
        .point(told -> told.ended(2, "FAILED") && told.result(2).orElseThrow().getChunkCount() > 0);
  }

  static Act retryCompleted(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":10,\"output\":2}")
        .awaitResult(1)
        .endUnless(told -> told.ended(1, "COMPLETED"))
        .command("RETRY")
        .awaitRefusal("COMPLETED")
        .point(told -> told.ended(1, "COMPLETED"));
  }

  static Act retryLost(String name, Random chance) {
    return retry(new Act(name).afterThePurge().job("{\"vanish\":true}"))
        .point(told -> told.ended(2, "FAILED"));
  }

  private static Act retry(Act failing) {
    return failing
        .awaitResult(1)
        .endUnless(told -> told.ended(1, "FAILED"))
        .command("RETRY")
        .awaitResult(2);
  }

  /** Empties the queue while it is being filled. */
  static Act purge(String name, Random chance) {
    List<SentRecord> jobs = new ArrayList<>();
    return new Act(name)
        .alone()
        .then((act, stage) -> fillQueue(jobs, stage))
        .then((act, stage) -> jobs.stream().anyMatch(one -> stage.told(one).job().isPresent()))
        .then((act, stage) -> fillQueue(jobs, stage))
        .command(
            "all",
            "{\"command\":\"PURGE_QUEUE\",\"endpointId\":\"%s\"}".formatted(MixedRun.ENDPOINT))
        .then((act, stage) -> !stage.purges().isEmpty())
        .besideOthers()
        .then((act, stage) -> haveResults(jobs, stage));
  }

  private static boolean fillQueue(List<SentRecord> jobs, Stage stage) {
    for (int i = 0; i < QUEUE; i++) {
      jobs.add(stage.send(SentRecord.Fate.JOB, Stage.scripted("{\"delayMs\":800}")));
    }
    return true;
  }

  private static boolean haveResults(List<SentRecord> jobs, Stage stage) {
    return jobs.stream().allMatch(one -> stage.told(one).result(1).isPresent());
  }

  static Act commandForNoJob(String name, Random chance) {
    return new Act(name)
        .command(
            "none",
            "{\"command\":\"%s\",\"jobId\":\"no-such-job\"}"
                .formatted(chance.nextBoolean() ? "CANCEL" : "RETRY"))
        .awaitRefusal("no longer knows the job");
  }

  static Act unknownCommand(String name, Random chance) {
    return new Act(name)
        .command("none", "{\"command\":\"EXPLODE\",\"jobId\":\"some-job\"}")
        .awaitRefusal("EXPLODE");
  }
}
