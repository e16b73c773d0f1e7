package io.runpod.kafka.sandbox.observe;

/**
 * A record that was sent as a job.
 *
 * @param number the number in its input, by which the simulator's jobs are told apart
 * @param partition where the broker put it
 * @param offset where the broker put it
 */
public record SentJob(int number, int partition, long offset) {}
