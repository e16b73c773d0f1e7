package io.runpod.kafka.connect.source;

import io.runpod.kafka.connect.job.Cursor;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Ledger offsets of jobs that are not over, and how far each is told.
 *
 * @param offsets all of them
 * @param moved cursors of those that are past {@link Cursor#QUEUED}
 */
record OpenJobs(OffsetRuns offsets, NavigableMap<Long, Cursor> moved) {
  static final OpenJobs NONE = new OpenJobs(new OffsetRuns(), Collections.emptyNavigableMap());

  static OpenJobs of(NavigableMap<Long, Cursor> cursors) {
    OffsetRuns offsets = new OffsetRuns();
    TreeMap<Long, Cursor> moved = new TreeMap<>();
    cursors.forEach(
        (offset, cursor) -> {
          offsets.add(offset);
          if (!cursor.equals(Cursor.QUEUED)) {
            moved.put(offset, cursor);
          }
        });
    return new OpenJobs(offsets, moved);
  }

  /** These, which lie below an offset, and those of others from there on. */
  OpenJobs followedBy(OpenJobs others, long from) {
    OffsetRuns all = offsets.copy();
    others.offsets().runs().forEach((start, end) -> all.append(Math.max(start, from), end));
    TreeMap<Long, Cursor> cursors = new TreeMap<>(moved);
    cursors.putAll(others.moved().tailMap(from, true));
    return new OpenJobs(all, cursors);
  }

  /** The lowest offset: where a replay has to begin. */
  Optional<Long> low() {
    return offsets.first();
  }

  /** How far the job of a ledger offset is told; nothing if it is over. */
  Optional<Cursor> cursorAt(long offset) {
    return offsets.contains(offset)
        ? Optional.of(moved.getOrDefault(offset, Cursor.QUEUED))
        : Optional.empty();
  }
}
