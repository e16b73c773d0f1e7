package io.runpod.kafka.sandbox.mishap;

import io.runpod.kafka.simulator.EndpointOptions;
import io.runpod.kafka.simulator.Fault;
import io.runpod.kafka.simulator.JobState;
import io.runpod.kafka.simulator.SimulatedEndpoint;
import io.runpod.kafka.simulator.Timing;
import java.time.Duration;

/**
 * One endpoint that answers everything in the same wrong way for a while. Half of its jobs end
 * meanwhile, the others are in its queue all the time. Owned by the test's thread.
 */
final class WrongAnswers {
  private static final Duration RUN = Duration.ofMillis(500);

  private final SimulatedEndpoint endpoint;
  private final Fault fault;
  private final int busy;

  WrongAnswers(SimulatedEndpoint endpoint, Fault fault, int busy) {
    this.endpoint = endpoint;
    this.fault = fault;
    this.busy = busy;
  }

  /** How many workers end half of the jobs in that time. */
  static int busy(int jobs, Duration length) {
    return (int) (jobs * RUN.toMillis() / length.toMillis() / 2);
  }

  static EndpointOptions options(String name, int busy) {
    return EndpointOptions.named(name)
        .workers(busy * 5)
        .jobDuration(RUN)
        // its time is that of the endpoint that is away, and passes as fast
        .time(Timing.RUN_RETENTION, Duration.ofHours(3));
  }

  /** No worker takes a job. */
  void rest() {
    endpoint.ail(endpoint.options().workers(), 0);
  }

  void work() {
    endpoint.ail(endpoint.options().workers() - busy, 0);
  }

  void begin() {
    endpoint.faults().add(fault);
  }

  /** All workers end what is left. */
  void end() {
    endpoint.faults().clear();
    endpoint.ail(0, 0);
  }

  int hits() {
    return endpoint.faults().hits().get(0).count();
  }

  long ended() {
    return endpoint.jobs().stream().filter(job -> job.status() == JobState.COMPLETED).count();
  }

  SimulatedEndpoint endpoint() {
    return endpoint;
  }
}
