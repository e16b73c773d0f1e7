package io.runpod.kafka.sandbox.mix;

import io.runpod.kafka.sandbox.observe.SentRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What records ask for by header or envelope, and what settings do to them. */
final class RequestActs {
  private RequestActs() {}

  static Act lowPriority(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":50}", Map.of("runpod.policy.low.priority", "true"))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED"));
  }

  static Act elsewhere(String name, Random chance) {
    return new Act(name)
        .job(
            "{\"delayMs\":%d,\"chunks\":%d}".formatted(chance.nextInt(100), chance.nextInt(5)),
            Map.of("runpod.endpoint", MixedRun.OTHER))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED") && told.isAt(MixedRun.OTHER));
  }

  /** Away from the purge: a job that is purged under a held call is in doubt. */
  static Act runsync(String name, Random chance) {
    return new Act(name)
        .job(
            "{\"delayMs\":%d,\"output\":[%d]}".formatted(chance.nextInt(300), chance.nextInt(9)),
            Map.of("runpod.mode", "runsync", "runpod.endpoint", MixedRun.OTHER))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED") && isSync(told));
  }

  static Act longRunsync(String name, Random chance) {
    return new Act(name)
        .job(
            "{\"delayMs\":%d}".formatted(1500 + chance.nextInt(500)),
            Map.of(
                "runpod.mode",
                "runsync",
                "runpod.wait.ms",
                "1000",
                "runpod.endpoint",
                MixedRun.OTHER))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED") && isSync(told) && told.was("IN_PROGRESS"));
  }

  /** The IDs RunPod gives to jobs of /runsync. */
  private static boolean isSync(Told told) {
    return told.job().filter(id -> id.startsWith("sync-")).isPresent();
  }

  /** Its stream is left unread, and RunPod calls when it is over. */
  static Act unheard(String name, Random chance) {
    return new Act(name)
        .unheard()
        .job(
            "{\"delayMs\":%d,\"chunks\":3,\"aggregate\":true}".formatted(chance.nextInt(400)),
            Map.of("runpod.stream", "false"))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED") && !told.hadChunks());
  }

  static Act calledBack(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":700}", Map.of("runpod.stream", "false"))
        .awaitResult(1)
        .endUnless(told -> told.ended(1, "COMPLETED"))
        .then((act, stage) -> stage.wasCalledBack(act.jobId(stage)))
        .point(told -> told.ended(1, "COMPLETED"));
  }

  static Act enveloped(String name, Random chance) {
    return new Act(name)
        .job(
            Stage.enveloped(
                "{\"delayMs\":%d,\"chunks\":2}".formatted(chance.nextInt(200)),
                "\"endpointId\":\"%s\",\"policy\":{\"lowPriority\":true}"
                    .formatted(MixedRun.OTHER)))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED") && told.isAt(MixedRun.OTHER));
  }

  /** RunPod itself ends it, when both of its dispatches took too long. */
  static Act envelopedAndTooLong(String name, Random chance) {
    return new Act(name)
        .job(
            Stage.enveloped(
                "{\"delayMs\":600000}",
                "\"endpointId\":\"%s\",\"policy\":{\"executionTimeout\":5000}"
                    .formatted(MixedRun.OTHER)))
        .awaitResult(1)
        .point(told -> told.ended(1, "FAILED") && told.errorKind(1).equals("INFRASTRUCTURE"));
  }

  /**
   * Many more than may be queued at once: they are held back here, and submitted bit by bit. All
   * are in one partition, for only one task by itself keeps the limit to the job.
   */
  static Act heldBack(String name, Random chance) {
    List<SentRecord> jobs = new ArrayList<>();
    return new Act(name)
        .then(
            (act, stage) -> {
              for (int i = 0; i < 4 * MixedRun.MOST_QUEUED; i++) {
                jobs.add(
                    stage.send(
                        SentRecord.Fate.JOB,
                        inOnePartition(
                            Stage.scripted(
                                "{\"delayMs\":150}", Map.of("runpod.endpoint", MixedRun.NARROW)))));
              }
              return true;
            })
        .then((act, stage) -> jobs.stream().allMatch(one -> stage.told(one).ended(1, "COMPLETED")));
  }

  private static IntFunction<ProducerRecord<String, ?>> inOnePartition(
      IntFunction<ProducerRecord<String, ?>> record) {
    return n -> {
      ProducerRecord<String, ?> one = record.apply(n);
      return new ProducerRecord<>(one.topic(), 0, one.key(), one.value(), one.headers());
    };
  }
}
