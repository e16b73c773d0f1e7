package io.runpod.kafka.connect.flow;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Which offsets of one input partition are accepted but not finished, and how far everything is
 * finished without a gap. Finished offsets with nothing unfinished between them are kept as one
 * run: it is as large as what is unfinished, however long one offset holds up the others. Owned by
 * one thread; knows no partition and no clock.
 *
 * <p>Offsets come in the order of the partition, and after a rewind the same ones again.
 *
 * <p>Every offset has a floor: a time, in epoch ms, before which the ledger has no entry about it
 * that matters. It is 0 until something better is known.
 */
public final class OffsetTracker {
  /** By their first offset. The first is unfinished, and no two runs are next to each other. */
  private final TreeMap<Long, Entry> entries = new TreeMap<>();

  private int unfinished;

  /** One unfinished offset, or a run of finished ones. */
  private static final class Entry {
    final long acceptedAt;
    long last;
    long floor;
    boolean finished;

    Entry(long offset, long acceptedAt) {
      this.last = offset;
      this.acceptedAt = acceptedAt;
    }

    void append(Entry next) {
      last = next.last;
      floor = Math.min(floor, next.floor);
    }
  }

  /**
   * Takes an offset in.
   *
   * @param now on the caller's own clock
   * @return false if it is in already, because the consumer was rewound
   */
  public boolean accept(long offset, long now) {
    Map.Entry<Long, Entry> before = entries.floorEntry(offset);
    if (before != null && offset <= before.getValue().last) {
      return false;
    }
    entries.put(offset, new Entry(offset, now));
    unfinished++;
    return true;
  }

  /** The ledger has nothing about this unfinished offset that was appended before {@code floor}. */
  public void floor(long offset, long floor) {
    Entry entry = entries.get(offset);
    if (entry != null && !entry.finished) {
      entry.floor = floor;
    }
  }

  /** Ends an offset whose ledger entry was appended at {@code appendedAt}, in epoch ms. */
  public void finish(long offset, long appendedAt) {
    floor(offset, appendedAt);
    finish(offset);
  }

  /** Ends an offset that has no ledger entry, as a dead-lettered one. */
  public void finish(long offset) {
    Entry entry = entries.get(offset);
    if (entry == null || entry.finished) {
      return;
    }
    entry.finished = true;
    unfinished--;
    join(entries.floorEntry(offset), entries.higherEntry(offset));
    join(entries.lowerEntry(offset), entries.floorEntry(offset));
    if (entries.firstEntry().getValue().finished) {
      entries.pollFirstEntry();
    }
  }

  /** Makes one run of two neighbours, if they are finished. */
  private void join(Map.Entry<Long, Entry> one, Map.Entry<Long, Entry> next) {
    if (one != null && next != null && one.getValue().finished && next.getValue().finished) {
      entries.remove(next.getKey());
      one.getValue().append(next.getValue());
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

  /** What is kept: at most twice as much as is unfinished. */
  int kept() {
    return entries.size();
  }
}
