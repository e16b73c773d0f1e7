package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.JsonNode;

/** One thing a worker does with a job, {@code afterMs} milliseconds after it took the job. */
sealed interface Step {

  long afterMs();

  /** A progress update: replaces the one before. */
  record Progress(long afterMs, JsonNode value) implements Step {}

  /** A yielded value. */
  record Chunk(long afterMs, JsonNode value) implements Step {}

  /** The end, good or bad. */
  record End(long afterMs, Outcome outcome) implements Step {}

  /** The worker is never heard of again. */
  record Silence(long afterMs) implements Step {}
}
