package io.runpod.kafka.simulator.fault;

import io.runpod.kafka.simulator.Fault;
import java.time.Duration;

/** What happens to one call: first it waits, then it is hit by {@code what}. */
public record Verdict(Duration latency, Fault.What what) {

  /** The call takes its normal course. */
  public static final Verdict NONE = new Verdict(Duration.ZERO, new Fault.Nothing());
}
