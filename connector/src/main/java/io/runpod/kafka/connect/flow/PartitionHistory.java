package io.runpod.kafka.connect.flow;

import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * What the ledger says of the records of one input partition that a commit does not cover. A record
 * is known only if its offset and its timestamp match: a topic that was created anew has the same
 * offsets again. Owned by one thread at a time.
 */
public final class PartitionHistory {
  private final TreeMap<Long, Entry> accepted = new TreeMap<>();
  private final TreeMap<Long, Entry> intents = new TreeMap<>();

  private record Entry(long timestamp, long appendedAt, int source, boolean declined) {
    Entry(long timestamp, long appendedAt, int source) {
      this(timestamp, appendedAt, source, false);
    }
  }

  /** What to do with a record. */
  public sealed interface Verdict {
    /** Nothing is known of it, or RunPod definitely did not take it. */
    record Submit() implements Verdict {}

    /** RunPod took it; the ledger has it since {@code appendedAt}, in epoch ms. */
    record Accepted(long appendedAt) implements Verdict {}

    /** RunPod will not take it, as the ledger has since {@code appendedAt}, in epoch ms. */
    record Declined(long appendedAt) implements Verdict {}

    /** A submit was begun, as the ledger has since {@code intendedAt}; its outcome is nowhere. */
    record InDoubt(long intendedAt) implements Verdict {}
  }

  /**
   * A job was accepted for this record.
   *
   * @param source the ledger partition it was read from
   */
  public void accepted(long offset, long timestamp, long appendedAt, int source) {
    accepted.putIfAbsent(offset, new Entry(timestamp, appendedAt, source));
  }

  /** RunPod refused for good what this record asks for. */
  public void declined(long offset, long timestamp, long appendedAt, int source) {
    accepted.putIfAbsent(offset, new Entry(timestamp, appendedAt, source, true));
  }

  /** A submit of this record was about to be sent. */
  public void intent(long offset, long timestamp, long appendedAt, int source) {
    intents.put(offset, new Entry(timestamp, appendedAt, source));
  }

  /** The submit of the intent before was definitely not accepted. */
  public void refused(long offset) {
    intents.remove(offset);
  }

  /** Everything read so far from the ledger partition {@code source} is void. */
  public void reset(int source) {
    accepted.values().removeIf(entry -> entry.source == source);
    intents.values().removeIf(entry -> entry.source == source);
  }

  /** The verdict on a record, given once: afterwards the record is the tracker's. */
  public Verdict take(long offset, long timestamp) {
    Entry job = accepted.remove(offset);
    Entry intent = intents.remove(offset);
    if (job != null && job.timestamp == timestamp) {
      return job.declined
          ? new Verdict.Declined(job.appendedAt)
          : new Verdict.Accepted(job.appendedAt);
    }
    if (intent != null && intent.timestamp == timestamp) {
      return new Verdict.InDoubt(intent.appendedAt);
    }
    return new Verdict.Submit();
  }

  /** The oldest append time, in epoch ms, of an entry no record has met yet. */
  public OptionalLong oldest() {
    return LongStream.concat(
            accepted.values().stream().mapToLong(Entry::appendedAt),
            intents.values().stream().mapToLong(Entry::appendedAt))
        .min();
  }

  /** Forgets entries of records that were never met, as the commit has gone past them. */
  public void forgetBelow(long offset) {
    accepted.headMap(offset).clear();
    intents.headMap(offset).clear();
  }

  public boolean isEmpty() {
    return accepted.isEmpty() && intents.isEmpty();
  }
}
