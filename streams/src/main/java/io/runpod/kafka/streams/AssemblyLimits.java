package io.runpod.kafka.streams;

import java.time.Duration;

/**
 * The bounds of the assembly.
 *
 * @param maxBytes largest output put together for one attempt, in UTF-8 bytes
 * @param maxChunks most chunks put together for one attempt
 * @param abandonedAfter stream time without a chunk after which an attempt is given up
 * @param rememberedFor stream time a finished attempt is remembered, to know what comes late
 */
record AssemblyLimits(
    long maxBytes, int maxChunks, Duration abandonedAfter, Duration rememberedFor) {}
