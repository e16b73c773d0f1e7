package io.runpod.kafka.streams;

import io.runpod.kafka.schema.AssembledStream;
import io.runpod.kafka.schema.StreamChunk;
import io.runpod.kafka.streams.state.AssemblyState;
import io.runpod.kafka.streams.state.KeptChunk;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of putting one job's chunks together: what is new, what is a repeat, when it is too
 * much.
 *
 * <p>A chunk is itself by reader epoch and sequence: a source without exactly-once that was killed
 * numbers on from its last commit, so the same number under a later epoch is other data. Pure:
 * holds and changes one {@link AssemblyState}, reads no clock. Not thread-safe.
 *
 * <pre>
 *   first chunk ──► open ──(end marker │ abandoned │ a later attempt begins)──► closed ──(remembered)──► gone
 * </pre>
 */
final class ChunkAssembly {
  /** What became of a chunk. */
  enum Fate {
    /** It is new and has to be kept, under the number that {@link #kept()} was before. */
    KEPT,
    /**
     * It is new, but a bound is passed: it is counted only, and nothing has to be kept any more.
     */
    COUNTED,
    /** It was seen before. */
    DUPLICATE,
    /** It is a part whose chunk cannot become whole: a part before it is missing. */
    TORN
  }

  private final AssemblyState state;
  private final SeenChunks seen;
  private final BegunParts begun;
  private final ChunkNotes notes;

  ChunkAssembly(AssemblyState state) {
    this.state = state;
    this.seen = new SeenChunks(state);
    this.begun = new BegunParts(state);
    this.notes = new ChunkNotes(state);
  }

  /**
   * An assembly for the attempt this chunk, or end marker, belongs to; the chunk itself is not in
   * yet.
   */
  static ChunkAssembly begin(StreamChunk first) {
    return new ChunkAssembly(
        AssemblyState.newBuilder()
            .setEndpointId(first.getEndpointId())
            .setAttempt(first.getAttempt())
            .setClosed(false)
            .setEpochs(new ArrayList<>())
            .setKept(0)
            .setDuplicateCount(0)
            .setGapCount(0)
            .setOversizeCount(0)
            .setOutputBytes(BegunParts.BRACKETS)
            .setOverLimit(false)
            .setFirstObservedAt(first.getObservedAt().toEpochMilli())
            .setLastObservedAt(first.getObservedAt().toEpochMilli())
            .setTouchedAt(0)
            .build());
  }

  AssemblyState state() {
    return state;
  }

  /** Numbers below this one have been given to kept chunks. */
  int kept() {
    return state.getKept();
  }

  boolean isOpen() {
    return !state.getClosed();
  }

  /** True if the chunk comes too late: for an attempt that is closed, or for one before it. */
  boolean isPast(StreamChunk chunk) {
    return chunk.getAttempt() < state.getAttempt()
        || chunk.getAttempt() == state.getAttempt() && state.getClosed();
  }

  /** True if the chunk belongs to a later attempt. */
  boolean isSupersededBy(StreamChunk chunk) {
    return chunk.getAttempt() > state.getAttempt();
  }

  /** Takes a chunk of this attempt, not its end marker. */
  Fate offer(StreamChunk chunk, long streamTime, AssemblyLimits limits) {
    state.setTouchedAt(Math.max(state.getTouchedAt(), streamTime));
    if (seen.contains(chunk)) {
      return duplicate(chunk);
    }
    int epoch = seen.epochOf(chunk);
    int part = BegunParts.number(chunk);
    int next = begun.seenOf(chunk, epoch);
    if (part < next) {
      return duplicate(chunk);
    } else if (part > next) {
      return Fate.TORN;
    }
    begun.add(chunk, epoch);
    notes.seen(chunk);
    if (BegunParts.isLast(chunk)) {
      begun.end();
      seen.add(chunk);
    }
    if (state.getOverLimit()
        || state.getOutputBytes() > limits.maxBytes()
        || state.getKept() >= limits.maxChunks()) {
      state.setOverLimit(true);
      return Fate.COUNTED;
    }
    state.setKept(state.getKept() + 1);
    return Fate.KEPT;
  }

  /** The number of chunks that were kept until a bound was passed; from now on there are none. */
  int letGo() {
    int kept = state.getKept();
    state.setKept(0);
    return kept;
  }

  /** How a chunk just taken as {@link Fate#KEPT} is stored. */
  KeptChunk toKeep(StreamChunk chunk) {
    return new KeptChunk(
        seen.epochOf(chunk), chunk.getSequence(), chunk.getOutput(), BegunParts.number(chunk));
  }

  private Fate duplicate(StreamChunk chunk) {
    notes.repeated(chunk);
    return Fate.DUPLICATE;
  }

  boolean isAbandoned(long streamTime, AssemblyLimits limits) {
    return isOpen() && streamTime - state.getTouchedAt() >= limits.abandonedAfter().toMillis();
  }

  boolean isForgettable(long streamTime, AssemblyLimits limits) {
    return state.getClosed()
        && streamTime - state.getTouchedAt() >= limits.rememberedFor().toMillis();
  }

  /** The end marker came. Closes the assembly. */
  AssembledStream end(StreamChunk marker, List<KeptChunk> chunks, AssemblyLimits limits) {
    notes.last(marker);
    return close(marker.getJobId(), chunks, limits).ended(marker);
  }

  /** No chunk came for too long. Closes the assembly. */
  AssembledStream abandon(String jobId, List<KeptChunk> chunks, AssemblyLimits limits) {
    return close(jobId, chunks, limits).abandoned(limits);
  }

  /** The job was retried before the end marker of this attempt came. Closes the assembly. */
  AssembledStream supersede(StreamChunk later, List<KeptChunk> chunks, AssemblyLimits limits) {
    return close(later.getJobId(), chunks, limits).superseded(later);
  }

  /** What is remembered of a closed assembly: that it is closed, and since when. */
  AssemblyState closed(long streamTime) {
    state.setEpochs(new ArrayList<>());
    state.setKept(0);
    state.setTouchedAt(streamTime);
    return state;
  }

  private WholeStream close(String jobId, List<KeptChunk> chunks, AssemblyLimits limits) {
    begun.drop();
    WholeStream whole = new WholeStream(jobId, state, chunks, limits);
    state.setClosed(true);
    return whole;
  }
}
