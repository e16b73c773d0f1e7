package io.runpod.kafka.connect.job;

/** One reading of an endpoint's counters, in the words and the order of {@code /health}. */
public record Health(
    long completed,
    long failed,
    long inProgress,
    long inQueue,
    long retried,
    int idle,
    int initializing,
    int ready,
    int running,
    int throttled,
    int unhealthy) {}
