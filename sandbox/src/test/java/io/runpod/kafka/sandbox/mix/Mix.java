package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.observe.SentRecord;
import io.runpod.kafka.simulator.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a mixed run is made of. A new operation is one more line in {@link #ALL}, and one method if
 * it takes more than a script.
 */
final class Mix {
  /** Makes one act; what it does not fix is left to chance. */
  @FunctionalInterface
  interface Ingredient {
    Act act(String name, Random chance);
  }

  /**
   * So many acts of a kind.
   *
   * @param count how many there are in every run
   */
  record Share(String name, int count, Ingredient ingredient) {}

  private static final List<Share> ALL =
      List.of(
          new Share("short", 110, Mix::brief),
          new Share("long", 8, job(r -> "{\"delayMs\":%d}".formatted(2000 + r.nextInt(1500)))),
          new Share("failing", 20, Mix::failing),
          new Share("failing generator", 8, Mix::failingGenerator),
          new Share("streaming", 60, Mix::streaming),
          new Share("streaming with metrics", 15, Mix::streamingWithMetrics),
          new Share("450 chunks at once", 3, Mix::many),
          new Share("empty generator", 8, job(r -> "{\"delayMs\":50,\"chunks\":0}")),
          new Share("progress", 15, Mix::progress),
          new Share("large output", 3, Mix::large),
          new Share("no output", 5, Mix::nothing),
          new Share("cancel queued", 2, Mix::cancelQueued),
          new Share("cancel running", 8, Mix::cancelRunning),
          new Share("cancel a running stream", 5, Mix::cancelStream),
          new Share("cancel finished", 5, Mix::cancelFinished),
          new Share("retry failed", 10, Mix::retryFailed),
          new Share("retry a failed stream", 5, Mix::retryStream),
          new Share("retry completed", 5, Mix::retryCompleted),
          new Share("lost by the infrastructure", 5, Mix::lost),
          new Share("lost, then retried", 3, Mix::lostAndRetried),
          new Share("purge", 1, Mix::purge),
          new Share("command for no job", 3, Mix::commandForNoJob),
          new Share("unknown command", 3, Mix::unknownCommand),
          new Share("bad input", 15, Mix::badInput),
          new Share("low priority", 8, Mix::lowPriority),
          new Share("another endpoint", 15, Mix::elsewhere),
          new Share("cancel at another endpoint", 3, Mix::cancelElsewhere),
          new Share("unknown endpoint", 3, Mix::nowhere));

  /** Enough to keep all workers busy for seconds. */
  private static final int QUEUE = 40;

  private Mix() {}

  /**
   * Kinds of acts that end whatever is killed. A retry or purge in doubt is dead-lettered and never
   * repeated, so who waits for its outcome may wait in vain.
   */
  private static final Set<String> UNSHAKEN =
      Set.of(
          "short",
          "long",
          "failing",
          "failing generator",
          "streaming",
          "streaming with metrics",
          "450 chunks at once",
          "empty generator",
          "progress",
          "large output",
          "no output",
          "cancel queued",
          "cancel running",
          "bad input",
          "low priority",
          "another endpoint",
          "unknown endpoint");

  /** All acts of a run, in the order of that seed. */
  static List<Act> of(long seed) {
    return of(seed, ALL);
  }

  /** The acts of a run with kills. */
  static List<Act> unshaken(long seed) {
    return of(seed, ALL.stream().filter(share -> UNSHAKEN.contains(share.name())).toList());
  }

  private static List<Act> of(long seed, List<Share> shares) {
    Random chance = new Random(seed);
    List<Act> acts = new ArrayList<>();
    for (Share share : shares) {
      for (int i = 0; i < share.count(); i++) {
        acts.add(share.ingredient().act(share.name(), chance));
      }
    }
    Collections.shuffle(acts, chance);
    return acts;
  }

  /** What a script of chance alone makes. */
  private interface Script {
    String of(Random chance);
  }

  private static Ingredient job(Script script) {
    return (name, chance) ->
        new Act(name)
            .job(script.of(chance))
            .awaitResult(1)
            .point(told -> told.ended(1, "COMPLETED"));
  }

  private static Act brief(String name, Random chance) {
    return new Act(name)
        .job(
            "{\"delayMs\":%d,\"output\":{\"answer\":%d}}"
                .formatted(10 + chance.nextInt(150), chance.nextInt(1000)))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED"));
  }

  private static Act failing(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":%d,\"error\":\"CUDA out of memory\"}".formatted(chance.nextInt(200)))
        .awaitResult(1)
        .point(told -> told.ended(1, "FAILED") && told.errorKind().equals("HANDLER"));
  }

  private static Act failingGenerator(String name, Random chance) {
    return new Act(name)
        .job(
            "{\"delayMs\":30,\"chunks\":%d,\"error\":\"out of tokens\"}"
                .formatted(1 + chance.nextInt(5)))
        .awaitResult(1)
        .point(told -> told.ended(1, "FAILED") && told.result(1).orElseThrow().getChunkCount() > 0);
  }

  private static Act streaming(String name, Random chance) {
    return new Act(name)
        .job(
            "{\"delayMs\":%d,\"chunks\":%d,\"chunkIntervalMs\":%d}"
                .formatted(chance.nextInt(100), 1 + chance.nextInt(15), chance.nextInt(40)))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED"));
  }

  private static Act streamingWithMetrics(String name, Random chance) {
    return new Act(name)
        .job(
            "{\"delayMs\":20,\"chunks\":[\"a\",[1,2],{\"b\":null}],\"aggregate\":true,"
                + "\"metrics\":{\"tokens\":%d}}".formatted(chance.nextInt(100)))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED"));
  }

  private static Act many(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":30,\"chunks\":450,\"chunkIntervalMs\":0}")
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED"));
  }

  private static Act progress(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":900,\"progress\":[{\"done\":\"a third\"},{\"done\":\"two thirds\"}]}")
        .awaitResult(1)
        .point(Told::hadProgress);
  }

  private static Act large(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":10,\"output\":\"%s\"}".formatted("x".repeat(1_300_000)))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED") && told.parts() == 2);
  }

  private static Act nothing(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":10,\"output\":{}}")
        .awaitResult(1)
        .point(told -> told.errorKind().equals("NO_OUTPUT"));
  }

  private static Act cancelQueued(String name, Random chance) {
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

  private static Act cancelRunning(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":600000}")
        .awaitStatus("IN_PROGRESS")
        .command("CANCEL")
        .awaitResult(1)
        .point(told -> told.ended(1, "CANCELLED") && told.was("IN_PROGRESS"));
  }

  private static Act cancelStream(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":10,\"chunks\":100000,\"chunkIntervalMs\":20}")
        .awaitStatus("IN_PROGRESS")
        .command("CANCEL")
        .awaitResult(1)
        .point(
            told -> told.ended(1, "CANCELLED") && told.result(1).orElseThrow().getChunkCount() > 0);
  }

  private static Act cancelFinished(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":10,\"output\":1}")
        .awaitResult(1)
        .command("CANCEL")
        .then((act, stage) -> stage.asked(Operation.CANCEL, act.jobId(stage)))
        .point(told -> told.ended(1, "COMPLETED"));
  }

  private static Act retryFailed(String name, Random chance) {
    return retry(new Act(name).job("{\"delayMs\":20,\"error\":\"no such model\"}"))
        .point(told -> told.ended(1, "FAILED") && told.ended(2, "FAILED"));
  }

  private static Act retryStream(String name, Random chance) {
    return retry(new Act(name).job("{\"delayMs\":20,\"chunks\":4,\"error\":\"no such token\"}"))
        .point(told -> told.ended(2, "FAILED") && told.result(2).orElseThrow().getChunkCount() > 0);
  }

  private static Act retry(Act failing) {
    return failing
        .awaitResult(1)
        .endUnless(told -> told.ended(1, "FAILED"))
        .command("RETRY")
        .awaitResult(2);
  }

  private static Act retryCompleted(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":10,\"output\":2}")
        .awaitResult(1)
        .endUnless(told -> told.ended(1, "COMPLETED"))
        .command("RETRY")
        .awaitRefusal("COMPLETED")
        .point(told -> told.ended(1, "COMPLETED"));
  }

  private static Act lost(String name, Random chance) {
    return whenPurged(new Act(name))
        .job("{\"vanish\":true}")
        .awaitResult(1)
        .point(told -> told.ended(1, "FAILED") && told.errorKind().equals("INFRASTRUCTURE"));
  }

  private static Act lostAndRetried(String name, Random chance) {
    return retry(whenPurged(new Act(name)).job("{\"vanish\":true}"))
        .point(told -> told.ended(2, "FAILED"));
  }

  /**
   * A job that RunPod took from a worker back into the queue is not one the purge is known to
   * remove, and its end comes a minute later.
   */
  private static Act whenPurged(Act act) {
    return act.then((self, stage) -> !stage.purges().isEmpty());
  }

  /**
   * Fills the queue and empties it, when no submit is on its way: the job of one that overtakes the
   * purge at RunPod and is overtaken by it in the ledger is told as EXPIRED, a minute later.
   */
  private static Act purge(String name, Random chance) {
    List<SentRecord> jobs = new ArrayList<>();
    return new Act(name)
        .alone()
        .then((act, stage) -> fillQueue(jobs, stage))
        .then((act, stage) -> stage.allTold())
        .command(
            "all",
            "{\"command\":\"PURGE_QUEUE\",\"endpointId\":\"%s\"}".formatted(MixedRun.ENDPOINT))
        .then((act, stage) -> !stage.purges().isEmpty())
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

  private static Act commandForNoJob(String name, Random chance) {
    return new Act(name)
        .command(
            "none",
            "{\"command\":\"%s\",\"jobId\":\"no-such-job\"}"
                .formatted(chance.nextBoolean() ? "CANCEL" : "RETRY"))
        .awaitRefusal("no longer knows the job");
  }

  private static Act unknownCommand(String name, Random chance) {
    return new Act(name)
        .command("none", "{\"command\":\"EXPLODE\",\"jobId\":\"some-job\"}")
        .awaitRefusal("EXPLODE");
  }

  private static Act badInput(String name, Random chance) {
    return switch (chance.nextInt(5)) {
      case 0 -> bad(name, "not JSON at all", "not JSON");
      case 1 -> bad(name, "{\"prompt\":", "not JSON");
      case 2 -> bad(name, "{}", "empty");
      case 3 -> bad(name, null, "null");
      default -> bad(name, "[1,2,3]", "object");
    };
  }

  private static Act bad(String name, String value, String reason) {
    return new Act(name).bad(n -> new ProducerRecord<>(Stage.JOBS, "key-" + n, value), reason);
  }

  private static Act lowPriority(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":50}", Map.of("runpod.policy.low.priority", "true"))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED"));
  }

  private static Act elsewhere(String name, Random chance) {
    return new Act(name)
        .job(
            "{\"delayMs\":%d,\"chunks\":%d}".formatted(chance.nextInt(100), chance.nextInt(5)),
            Map.of("runpod.endpoint", MixedRun.OTHER))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED") && isAtTheOther(told));
  }

  private static Act cancelElsewhere(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":600000}", Map.of("runpod.endpoint", MixedRun.OTHER))
        .awaitStatus("IN_PROGRESS")
        .command("CANCEL")
        .awaitResult(1)
        .point(told -> told.ended(1, "CANCELLED") && isAtTheOther(told));
  }

  private static boolean isAtTheOther(Told told) {
    return told.endpoint().filter(MixedRun.OTHER::equals).isPresent();
  }

  private static Act nowhere(String name, Random chance) {
    return new Act(name)
        .bad(
            Stage.scripted("{\"delayMs\":1}", Map.of("runpod.endpoint", "nowhere")),
            "header runpod.endpoint");
  }
}
