package io.runpod.kafka.sandbox.mix;

import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records that cannot become jobs. */
final class RefusedActs {
  private RefusedActs() {}

  static Act badInput(String name, Random chance) {
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

  static Act badEnvelope(String name, Random chance) {
    return new Act(name)
        .bad(
            n -> new ProducerRecord<>(Stage.ENVELOPES, "key-" + n, "{\"inptu\":{\"n\":1}}"),
            "unknown field 'inptu'");
  }

  static Act badWait(String name, Random chance) {
    return new Act(name)
        .bad(
            Stage.scripted(
                "{\"delayMs\":1}", Map.of("runpod.mode", "runsync", "runpod.wait.ms", "999")),
            "runpod.wait.ms");
  }

  static Act nowhere(String name, Random chance) {
    return new Act(name)
        .bad(
            Stage.scripted("{\"delayMs\":1}", Map.of("runpod.endpoint", "nowhere")),
            "header runpod.endpoint");
  }
}
