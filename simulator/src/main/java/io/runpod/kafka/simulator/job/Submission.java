package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * An accepted body of {@code /run} or {@code /runsync}. Other top-level keys are dropped, as the
 * platform does.
 */
public record Submission(ObjectNode input, Policy policy, Optional<String> webhook) {

  /** A submission without policy and webhook. */
  public static Submission of(ObjectNode input) {
    return new Submission(input, Policy.DEFAULT, Optional.empty());
  }
}
