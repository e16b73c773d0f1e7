package io.runpod.kafka.simulator.http;

import io.runpod.kafka.simulator.fault.FaultPlan;
import io.runpod.kafka.simulator.limit.Gate;
import io.runpod.kafka.simulator.live.LiveEndpoint;

/** One endpoint as the HTTP side sees it: its jobs, faults, limits and traffic. Thread-safe. */
public record Site(LiveEndpoint endpoint, FaultPlan faults, Gate gate, Traffic traffic) {}
