package io.runpod.kafka.sandbox.mishap;

import static org.awaitility.Awaitility.await;

import io.runpod.kafka.simulator.Arrival;
import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.JobTruth;
import io.runpod.kafka.simulator.Operation;
import io.runpod.kafka.simulator.RunpodSimulator;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import io.runpod.kafka.simulator.StateChange;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One endpoint that cannot be reached for longer than RunPod keeps a result, while its workers go
 * on: ten jobs end in each minute of simulated time, and the outage is over when five such tens are
 * gone. Owned by the test's thread.
 */
final class LongOutage {
  static final String NAME = "away";
  static final int JOBS = 320;
  static final Duration RETENTION = Duration.ofMinutes(30);
  static final int WORKERS = 10;

  /** From the end of the first ten to the time in the middle between the fifth and the sixth. */
  private static final Duration TENS_THAT_ARE_LOST = Duration.ofMinutes(4).plusSeconds(30);

  /** More than it takes to find out that nothing answers. */
  private static final int CALLS_IN_VAIN = 22;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final RunpodSimulator simulator;
  private final SimulatedEndpoint endpoint;
  private Instant began;
  private Instant ended;

  /** In real time. */
  private Instant reachable;

  LongOutage(RunpodSimulator simulator) {
    this.simulator = simulator;
    this.endpoint = simulator.endpoint(NAME);
  }

  static EndpointOptions options() {
    return EndpointOptions.named(NAME)
        .workers(WORKERS)
        .script("{\"delayMs\":60000,\"chunks\":2,\"aggregate\":true}");
  }

  void begin() {
    began = simulator.now();
    endpoint.faults().add(Fault.onAll().cutConnection());
    await().atMost(PATIENCE).until(() -> endpoint.faults().hits().get(0).count() > CALLS_IN_VAIN);
  }

  /** Lets its time pass at once, and ends it. */
  void pass() {
    simulator.advance(RETENTION);
    Instant first =
        endpoint.jobs().stream().map(LongOutage::endOf).min(Comparator.naturalOrder()).get();
    ended = first.plus(RETENTION).plus(TENS_THAT_ARE_LOST);
    simulator.advance(Duration.between(simulator.now(), ended));
    endpoint.faults().clear();
    reachable = Instant.now();
  }

  /** IDs of the jobs RunPod had forgotten before it could be reached again. */
  List<String> lost() {
    return endpoint.jobs().stream().filter(this::isLost).map(JobTruth::id).toList();
  }

  private boolean isLost(JobTruth job) {
    return endOf(job).isAfter(began) && !endOf(job).plus(RETENTION).isAfter(ended);
  }

  /**
   * Of each job that could still be read, in the order in which RunPod forgets them: the place in
   * which it was asked about.
   */
  List<Integer> order() {
    Map<String, Integer> asked = new HashMap<>();
    endpoint.arrivals().stream()
        .filter(call -> call.operation() == Operation.STATUS && call.at().isAfter(reachable))
        .map(Arrival::job)
        .forEach(job -> asked.putIfAbsent(job, asked.size()));
    return endpoint.jobs().stream()
        .filter(job -> !isLost(job))
        .sorted(Comparator.comparing(LongOutage::endOf))
        .map(job -> asked.get(job.id()))
        .toList();
  }

  /** The far future if it has not ended. */
  private static Instant endOf(JobTruth job) {
    return job.states().stream()
        .filter(change -> change.state().isTerminal())
        .map(StateChange::at)
        .findFirst()
        .orElse(Instant.MAX);
  }
}
