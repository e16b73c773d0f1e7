package io.runpod.kafka.sandbox;

import static io.runpod.kafka.simulator.Operation.HEALTH;
import static io.runpod.kafka.simulator.Operation.STATUS;
import static io.runpod.kafka.simulator.Operation.STATUS_SYNC;
import static io.runpod.kafka.simulator.Operation.STREAM;

import io.runpod.kafka.simulator.Fault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every fault the simulator knows, by the name of the endpoint that has it. */
public final class FaultPlans {
  private FaultPlans() {}

  /**
   * What hits some calls, for as long as the test goes on.
   *
   * @param jump how far the clock of all endpoints jumps ahead, ten times
   */
  public static Map<String, List<Fault>> lasting(Duration jump) {
    Map<String, List<Fault>> plans = new LinkedHashMap<>();
    plans.put("latency", List.of(Fault.onAll().latency(Duration.ofMillis(300)).rate(0.3)));
    plans.put(
        "refused",
        List.of(
            Fault.onAll().httpStatus(500).rate(0.06),
            Fault.onAll().httpStatus(502).rate(0.06),
            Fault.onAll().httpStatus(503).rate(0.06),
            Fault.onAll().httpStatus(408).rate(0.06),
            Fault.onAll().tooManyRequests(1).rate(0.06)));
    plans.put(
        "rejected",
        List.of(Fault.on(STATUS, STATUS_SYNC, STREAM, HEALTH).httpStatus(400).rate(0.2)));
    plans.put("cut", List.of(Fault.onAll().cutConnection().rate(0.2)));
    plans.put("lost", List.of(Fault.onAll().loseAnswer().rate(0.2)));
    plans.put("silent", List.of(Fault.onAll().neverAnswer().rate(0.05)));
    plans.put("late", List.of(Fault.onAll().answerAfter(Duration.ofSeconds(1)).rate(0.2)));
    plans.put("half", List.of(Fault.onAll().truncateBody().rate(0.2)));
    plans.put("wrong", List.of(Fault.onAll().wrongJson().rate(0.2)));
    plans.put("slow", List.of(Fault.onAll().slowBody(Duration.ofSeconds(1)).rate(0.2)));
    plans.put("jumping", List.of(Fault.onAll().jumpClock(jump).rate(0.1).times(10)));
    plans.put("mixed", mixed());
    return plans;
  }

  private static List<Fault> mixed() {
    return List.of(
        Fault.onAll().latency(Duration.ofMillis(100)).rate(0.2),
        Fault.onAll().httpStatus(502).rate(0.03),
        Fault.onAll().tooManyRequests(1).rate(0.03),
        Fault.onAll().cutConnection().rate(0.03),
        Fault.onAll().loseAnswer().rate(0.03),
        Fault.onAll().neverAnswer().rate(0.01),
        Fault.onAll().truncateBody().rate(0.03),
        Fault.onAll().wrongJson().rate(0.03),
        Fault.onAll().slowBody(Duration.ofMillis(300)).rate(0.03));
  }

  /** What an endpoint answers to everything, until it is over. */
  public static Map<String, List<Fault>> storms() {
    Map<String, List<Fault>> plans = new LinkedHashMap<>();
    plans.put("too-many", List.of(Fault.onAll().tooManyRequests(0)));
    plans.put(
        "gateway", List.of(Fault.onAll().httpStatus(503).rate(0.5), Fault.onAll().httpStatus(502)));
    plans.put("away", List.of(Fault.onAll().cutConnection()));
    plans.put("not-found", List.of(Fault.onAll().httpStatus(404)));
    plans.put(
        "no-job",
        List.of(
            Fault.onAll().httpStatus(404, "application/json", "{\"detail\":\"job not found\"}")));
    plans.put("no-key", List.of(Fault.onAll().httpStatus(401)));
    plans.put(
        "page", List.of(Fault.onAll().httpStatus(200, "text/html", "<html>maintenance</html>")));
    return plans;
  }
}
