package io.runpod.kafka.connect.flow;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * What the ledger says of the records of one input partition that a commit does not cover. A record
 * is known only if its offset and its timestamp match: a topic that was created anew has the same
 * offsets again. Bounded: of more entries than that those with the lowest offsets are kept, and the
 * ledger has to be read again for the others. Owned by one thread at a time.
 */
public final class PartitionHistory {
  private final int most;
  private final TreeMap<Key, Entry> accepted = new TreeMap<>();
  private final TreeMap<Key, Entry> intents = new TreeMap<>();
  private long completeBelow = Long.MAX_VALUE;
  private long oldestLeftOut = Long.MAX_VALUE;

  /**
   * @param most entries that are kept, at least one
   */
  public PartitionHistory(int most) {
    this.most = most;
  }

  private record Key(long offset, long timestamp) implements Comparable<Key> {
    /** Not above any key of this offset. */
    static Key lowest(long offset) {
      return new Key(offset, Long.MIN_VALUE);
    }

    @Override
    public int compareTo(Key other) {
      int byOffset = Long.compare(offset, other.offset);
      return byOffset != 0 ? byOffset : Long.compare(timestamp, other.timestamp);
    }
  }

  private record Entry(long appendedAt, int source, boolean declined) {
    Entry(long appendedAt, int source) {
      this(appendedAt, source, false);
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
    keep(accepted, new Key(offset, timestamp), new Entry(appendedAt, source));
  }

  /** RunPod refused for good what this record asks for. */
  public void declined(long offset, long timestamp, long appendedAt, int source) {
    keep(accepted, new Key(offset, timestamp), new Entry(appendedAt, source, true));
  }

  /** A submit of this record was about to be sent. */
  public void intent(long offset, long timestamp, long appendedAt, int source) {
    intents.remove(new Key(offset, timestamp));
    keep(intents, new Key(offset, timestamp), new Entry(appendedAt, source));
  }

  private void keep(TreeMap<Key, Entry> entries, Key key, Entry entry) {
    if (key.offset >= completeBelow) {
      oldestLeftOut = Math.min(oldestLeftOut, entry.appendedAt);
      return;
    }
    entries.putIfAbsent(key, entry);
    if (accepted.size() + intents.size() > most) {
      completeBelow = Math.max(last(accepted), last(intents));
      leaveOut(accepted);
      leaveOut(intents);
    }
  }

  private static long last(TreeMap<Key, Entry> entries) {
    return entries.isEmpty() ? Long.MIN_VALUE : entries.lastKey().offset;
  }

  private void leaveOut(TreeMap<Key, Entry> entries) {
    Map<Key, Entry> out = entries.tailMap(Key.lowest(completeBelow));
    out.values().forEach(entry -> oldestLeftOut = Math.min(oldestLeftOut, entry.appendedAt));
    out.clear();
  }

  /**
   * What was not kept because there was too much.
   *
   * @param from the first offset about which nothing is known
   * @param since when the oldest of it was appended, in epoch ms
   */
  public record LeftOut(long from, long since) {}

  public Optional<LeftOut> leftOut() {
    return completeBelow == Long.MAX_VALUE
        ? Optional.empty()
        : Optional.of(new LeftOut(completeBelow, oldestLeftOut));
  }

  /** True if there is a verdict on the record of this offset. */
  public boolean covers(long offset) {
    return offset < completeBelow;
  }

  /** The submit of the intent before was definitely not accepted. */
  public void refused(long offset, long timestamp) {
    intents.remove(new Key(offset, timestamp));
  }

  /** Everything read so far from the ledger partition {@code source} is void. */
  public void reset(int source) {
    accepted.values().removeIf(entry -> entry.source == source);
    intents.values().removeIf(entry -> entry.source == source);
  }

  /**
   * The verdict on a record, given once: afterwards the record is the tracker's.
   *
   * @param offset one that is {@linkplain #covers covered}
   */
  public Verdict take(long offset, long timestamp) {
    Key key = new Key(offset, timestamp);
    Entry job = accepted.get(key);
    Entry intent = intents.get(key);
    forget(accepted, offset);
    forget(intents, offset);
    if (job != null) {
      return job.declined
          ? new Verdict.Declined(job.appendedAt)
          : new Verdict.Accepted(job.appendedAt);
    }
    if (intent != null) {
      return new Verdict.InDoubt(intent.appendedAt);
    }
    return new Verdict.Submit();
  }

  /** Whatever else has this offset is of a topic that is gone. */
  private static void forget(TreeMap<Key, Entry> entries, long offset) {
    entries.subMap(Key.lowest(offset), Key.lowest(offset + 1)).clear();
  }

  /** The oldest append time, in epoch ms, of an entry no record has met yet. */
  public OptionalLong oldest() {
    LongStream kept =
        LongStream.concat(
            accepted.values().stream().mapToLong(Entry::appendedAt),
            intents.values().stream().mapToLong(Entry::appendedAt));
    LongStream leftOut =
        oldestLeftOut == Long.MAX_VALUE ? LongStream.empty() : LongStream.of(oldestLeftOut);
    return LongStream.concat(kept, leftOut).min();
  }

  /** The first offset anything is known of. */
  public OptionalLong firstOffset() {
    return LongStream.concat(
            accepted.keySet().stream().limit(1).mapToLong(Key::offset),
            intents.keySet().stream().limit(1).mapToLong(Key::offset))
        .min();
  }

  /** Forgets entries of records that were never met, as the commit has gone past them. */
  public void forgetBelow(long offset) {
    accepted.headMap(Key.lowest(offset)).clear();
    intents.headMap(Key.lowest(offset)).clear();
  }

  public boolean isEmpty() {
    return accepted.isEmpty() && intents.isEmpty() && leftOut().isEmpty();
  }
}
