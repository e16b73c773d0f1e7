package io.runpod.kafka.simulator;

import java.time.Instant;

/** A job entered {@code state} at {@code at}, in simulated time. */
public record StateChange(JobState state, Instant at) {}
