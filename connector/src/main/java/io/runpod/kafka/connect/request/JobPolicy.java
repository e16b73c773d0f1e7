package io.runpod.kafka.connect.request;

import java.time.Duration;

/** RunPod's {@code policy} object, which is sent with every job. */
public record JobPolicy(Duration executionTimeout, Duration ttl, boolean lowPriority) {}
