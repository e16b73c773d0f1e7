package io.runpod.kafka.simulator;

import java.time.Instant;

/**
 * A request that reached an endpoint.
 *
 * @param at when it arrived, in real time
 * @param job the job in its path, empty where the operation names none
 */
public record Arrival(Instant at, Operation operation, String job) {}
