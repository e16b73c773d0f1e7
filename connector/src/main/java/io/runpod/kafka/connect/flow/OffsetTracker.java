package io.runpod.kafka.connect.flow;

import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Which offsets of one input partition are accepted but not finished, and how far everything is
 * finished without a gap. Owned by one thread; knows no partition and no clock.
 *
 * <p>Every offset has a floor: a time, in epoch ms, before which the ledger has no entry about it
 * that matters. It is 0 until something better is known.
 */
public final class OffsetTracker {
  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private int unfinished;

  private static final class Entry {
    final long acceptedAt;
    long floor;
    boolean finished;

    Entry(long acceptedAt) {
      this.acceptedAt = acceptedAt;
    }
  }

  /**
   * Takes an offset in.
   *
   * @param now on the caller's own clock
   * @return false if it is in already, because the consumer was rewound
   */
  public boolean accept(long offset, long now) {
    if (entries.putIfAbsent(offset, new Entry(now)) != null) {
      return false;
    }
    unfinished++;
    return true;
  }

  /** The ledger has nothing about this offset that was appended before {@code floor}. */
  public void floor(long offset, long floor) {
    Entry entry = entries.get(offset);
    if (entry != null) {
      entry.floor = floor;
    }
  }

  /** Ends an offset whose ledger entry was appended at {@code appendedAt}, in epoch ms. */
  public void finish(long offset, long appendedAt) {
    Entry entry = entries.get(offset);
    if (entry != null && !entry.finished) {
      entry.floor = appendedAt;
      end(entry);
    }
  }

  /** Ends an offset that has no ledger entry, as a dead-lettered one. */
  public void finish(long offset) {
    Entry entry = entries.get(offset);
    if (entry != null && !entry.finished) {
      end(entry);
    }
  }

  private void end(Entry entry) {
    entry.finished = true;
    unfinished--;
    while (!entries.isEmpty() && entries.firstEntry().getValue().finished) {
      entries.pollFirstEntry();
    }
  }

  /** The offset to commit; nothing if all that was accepted is finished. */
  public OptionalLong firstUnfinished() {
    return entries.isEmpty() ? OptionalLong.empty() : OptionalLong.of(entries.firstKey());
  }

  /** When the first unfinished offset was taken in, on the caller's clock. */
  public OptionalLong oldest() {
    return entries.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(entries.firstEntry().getValue().acceptedAt);
  }

  /** The lowest floor among the offsets that a commit now would not cover. */
  public OptionalLong oldestFloor() {
    return entries.values().stream().mapToLong(entry -> entry.floor).min();
  }

  public int unfinished() {
    return unfinished;
  }
}
