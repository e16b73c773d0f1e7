package io.runpod.kafka.simulator.http;

import io.runpod.kafka.simulator.fault.FaultPlan;
import io.runpod.kafka.simulator.live.LiveEndpoint;

/** One endpoint as the HTTP side sees it: its jobs, its faults, its traffic. Thread-safe. */
public record Site(LiveEndpoint endpoint, FaultPlan faults, Traffic traffic) {}
