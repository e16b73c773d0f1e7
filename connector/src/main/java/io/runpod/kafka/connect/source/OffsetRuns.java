package io.runpod.kafka.connect.source;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Ledger offsets, kept as runs of neighbours: a queue of a hundred thousand jobs is a few runs, and
 * so costs next to nothing to write down. Owned by the task's thread.
 */
final class OffsetRuns {
  /** From the first offset of each run to the one behind its last. */
  private final TreeMap<Long, Long> runs = new TreeMap<>();

  OffsetRuns copy() {
    OffsetRuns copy = new OffsetRuns();
    copy.runs.putAll(runs);
    return copy;
  }

  void add(long offset) {
    if (!contains(offset)) {
      Map.Entry<Long, Long> before = runs.floorEntry(offset);
      boolean continues = before != null && before.getValue() == offset;
      Long joined = runs.remove(offset + 1);
      runs.put(continues ? before.getKey() : offset, joined == null ? offset + 1 : joined);
    }
  }

  /** Adds all from {@code start} to before {@code end}, none of which may be below one there is. */
  void append(long start, long end) {
    if (start < end) {
      Map.Entry<Long, Long> last = runs.lastEntry();
      runs.put(last != null && last.getValue() == start ? last.getKey() : start, end);
    }
  }

  void remove(long offset) {
    if (contains(offset)) {
      Map.Entry<Long, Long> run = runs.floorEntry(offset);
      if (run.getKey() == offset) {
        runs.remove(offset);
      } else {
        runs.put(run.getKey(), offset);
      }
      if (offset + 1 < run.getValue()) {
        runs.put(offset + 1, run.getValue());
      }
    }
  }

  boolean contains(long offset) {
    Map.Entry<Long, Long> run = runs.floorEntry(offset);
    return run != null && offset < run.getValue();
  }

  Optional<Long> first() {
    return runs.isEmpty() ? Optional.empty() : Optional.of(runs.firstKey());
  }

  /** The runs in their order: from the first offset of each to the one behind its last. */
  NavigableMap<Long, Long> runs() {
    return Collections.unmodifiableNavigableMap(runs);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OffsetRuns that && runs.equals(that.runs);
  }

  @Override
  public int hashCode() {
    return runs.hashCode();
  }

  @Override
  public String toString() {
    return runs.toString();
  }
}
