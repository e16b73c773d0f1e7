package io.runpod.kafka.simulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What a scripted worker will do with a job, step by step: progress updates spread over the delay,
 * then the chunks, then the end. Immutable; chunks are made when they are due, so a script of a
 * million chunks costs nothing until it runs.
 *
 * @param delayMs the whole run time without chunks, the time before the first chunk otherwise
 * @param intervalMs from one chunk to the next
 * @param end what the worker reports last; computed when it is due
 * @param lastWords steps after which the worker is never heard of again; {@link #TALKATIVE} = it
 *     reports to the end
 */
record Script(
    long delayMs,
    List<JsonNode> progress,
    int chunkCount,
    IntFunction<JsonNode> chunks,
    long intervalMs,
    Ending end,
    int lastWords) {

  /** Of a worker that does not fall silent. */
  static final int TALKATIVE = Integer.MAX_VALUE;

  /** Makes the final report from the chunks' source. */
  interface Ending {
    Outcome of(Script script);
  }

  /** A plain handler that takes {@code delayMs} and ends as told. */
  static Script plain(long delayMs, Outcome outcome) {
    return new Script(delayMs, List.of(), 0, index -> null, 0, script -> outcome, TALKATIVE);
  }

  /** A worker that takes the job and is never heard of again. */
  static Script lost() {
    return new Script(0, List.of(), 0, index -> null, 0, script -> null, /* lastWords= */ 0);
  }

  /** The same of a worker that is never heard of again after so many chunks. */
  Script dyingAfter(int chunksSent) {
    return new Script(
        delayMs, progress, chunkCount, chunks, intervalMs, end, progress.size() + chunksSent);
  }

  /** The step with this index, from 0; after an {@link Step.End} or silence there is none. */
  Step step(int index) {
    if (index >= lastWords) {
      return new Step.Silence(0);
    }
    if (index < progress.size()) {
      return new Step.Progress(delayMs * (index + 1) / (progress.size() + 1), progress.get(index));
    }
    int chunk = index - progress.size();
    if (chunk < chunkCount) {
      return new Step.Chunk(delayMs + chunk * intervalMs, chunks.apply(chunk));
    }
    return new Step.End(delayMs + Math.max(0, chunkCount - 1) * intervalMs, end.of(this));
  }

  /** All chunks as one list: the final output of a generator with aggregation switched on. */
  ArrayNode aggregate() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode(chunkCount);
    for (int index = 0; index < chunkCount; index++) {
      all.add(chunks.apply(index));
    }
    return all;
  }
}
