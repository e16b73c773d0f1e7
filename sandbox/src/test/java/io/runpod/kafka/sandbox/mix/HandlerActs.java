package io.runpod.kafka.sandbox.mix;

import java.util.Map;
import java.util.Random;

/** What handlers do: return, yield, tell of progress, fail, and fall silent. */
final class HandlerActs {
  private HandlerActs() {}

  static Act lasting(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":%d}".formatted(2000 + chance.nextInt(1500)))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED"));
  }

  static Act brief(String name, Random chance) {
    return new Act(name)
        .job(
            "{\"delayMs\":%d,\"output\":{\"answer\":%d}}"
                .formatted(10 + chance.nextInt(150), chance.nextInt(1000)))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED"));
  }

  static Act failing(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":%d,\"error\":\"CUDA out of memory\"}".formatted(chance.nextInt(200)))
        .awaitResult(1)
        .point(told -> told.ended(1, "FAILED") && told.errorKind(1).equals("HANDLER"));
  }

  static Act failingGenerator(String name, Random chance) {
    return new Act(name)
        .job(
            "{\"delayMs\":30,\"chunks\":%d,\"error\":\"out of tokens\"}"
                .formatted(1 + chance.nextInt(5)))
        .awaitResult(1)
        .point(told -> told.ended(1, "FAILED") && told.result(1).orElseThrow().getChunkCount() > 0);
  }

  static Act streaming(String name, Random chance) {
    return new Act(name)
        .job(
            "{\"delayMs\":%d,\"chunks\":%d,\"chunkIntervalMs\":%d}"
                .formatted(chance.nextInt(100), 1 + chance.nextInt(15), chance.nextInt(40)))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED"));
  }

  static Act streamingWithMetrics(String name, Random chance) {
    return new Act(name)
        .job(
            "{\"delayMs\":20,\"chunks\":[\"a\",[1,2],{\"b\":null}],\"aggregate\":true,"
                + "\"metrics\":{\"tokens\":%d}}".formatted(chance.nextInt(100)))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED") && told.hadMetrics());
  }

  static Act many(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":30,\"chunks\":450,\"chunkIntervalMs\":0}")
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED"));
  }

  static Act emptyGenerator(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":50,\"chunks\":0}")
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED"));
  }

  /** Not streamed, for a stream's answer tells none, and longer than polls wait for a webhook. */
  static Act progress(String name, Random chance) {
    return new Act(name)
        .job(
            "{\"delayMs\":9000,\"progress\":[{\"done\":\"a third\"},{\"done\":\"two thirds\"}]}",
            Map.of("runpod.stream", "false"))
        .awaitResult(1)
        .point(Told::hadProgress);
  }

  static Act largeOutput(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":10,\"output\":\"%s\"}".formatted(MixedConnectors.large()))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED") && told.parts() == 2);
  }

  static Act largeChunk(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":10,\"chunks\":[0,\"%s\",2]}".formatted(MixedConnectors.large()))
        .awaitResult(1)
        .point(told -> told.ended(1, "COMPLETED") && told.chunkParts() == 2);
  }

  static Act nothing(String name, Random chance) {
    return new Act(name)
        .job("{\"delayMs\":10,\"output\":{}}")
        .awaitResult(1)
        .point(told -> told.errorKind(1).equals("NO_OUTPUT"));
  }

  static Act lost(String name, Random chance) {
    return new Act(name)
        .afterThePurge()
        .job("{\"vanish\":true}")
        .awaitResult(1)
        .point(told -> told.ended(1, "FAILED") && told.errorKind(1).equals("INFRASTRUCTURE"));
  }
}
