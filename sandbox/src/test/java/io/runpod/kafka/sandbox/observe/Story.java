package io.runpod.kafka.sandbox.observe;

/** What went in, what really happened, and what came out. */
public record Story(Produced produced, Truth truth, Consumed consumed) {}
